using System.Globalization;

namespace QapiGen.Jobs.Storage;

/// <summary>Epochs as stores keep them: from 1, and each higher than all before.</summary>
public static class StoredEpoch
{
    /// <summary>The epoch after one.</summary>
    /// <param name="epoch">The last one; 0 before the first.</param>
    /// <param name="store">How the store is called in sentences for people.</param>
    /// <exception cref="JobStoreException">None can come after it: the store is damaged.</exception>
    public static long Next(long epoch, string store) => epoch is >= 0 and < long.MaxValue
        ? epoch + 1
        : throw new JobStoreException(
            JobStoreFault.Corrupt, string.Create(CultureInfo.InvariantCulture, $"The store {store} is damaged: its epoch is {epoch}, after which none can come."));
}
