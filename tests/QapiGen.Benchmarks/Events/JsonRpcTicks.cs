using StreamJsonRpc;

namespace QapiGen.Benchmarks.Events;

/// <summary>What StreamJsonRpc calls in a subscriber.</summary>
internal sealed class JsonRpcTicks(int subscriber, Receipts receipts)
{
    /// <summary>The notification.</summary>
    [JsonRpcMethod("tick")]
    public void Tick(long number, long sent) => receipts.Add(subscriber, number, sent);
}
