using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Support;

/// <summary>Waits for what a store comes to by itself; the time only guards against a hang.</summary>
internal static class Wait
{
    public static async Task<JobStoreTrouble> ForTroubleAsync(IJobStore store)
    {
        JobStoreTrouble? trouble = null;
        await ForAsync(() => (trouble = store.Trouble) is not null);
        return trouble!;
    }

    public static async Task ForAsync(Func<bool> holds)
    {
        for (int i = 0; !holds(); i++)
        {
            Assert.True(i < 12_000, "It doesn't come");
            await Task.Delay(10);
        }
    }

    public static async Task<JobStoreException> ForLossAsync(Records records) =>
        await Assert.ThrowsAsync<JobStoreException>(records.FlushAsync);
}
