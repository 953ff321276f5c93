using System.Threading.Tasks;

namespace QapiGen.Jobs.Drivers;

/// <summary>A driver with something to do when the outcome of its transaction is known (jobs spec 10.5).</summary>
/// <remarks>
/// Each job gets exactly one of commit and abort, and always clean after it, even if it was never started.
/// They are called one at a time within a transaction, newest member first; verbs for its members wait meanwhile.
/// They must not wait for such a verb themselves.
/// </remarks>
public interface IJobTransactionHooks
{
    /// <summary>Does what can still fail; called when all members have ended well. An exception fails the transaction.</summary>
    ValueTask PrepareAsync(JobContext job) => default;

    /// <summary>Makes the result final. Can't fail: an exception is logged.</summary>
    ValueTask CommitAsync(JobContext job) => default;

    /// <summary>Takes the work back. Can't fail: an exception is logged.</summary>
    ValueTask AbortAsync(JobContext job) => default;

    /// <summary>Frees what the work used. Can't fail: an exception is logged.</summary>
    ValueTask CleanAsync(JobContext job) => default;
}
