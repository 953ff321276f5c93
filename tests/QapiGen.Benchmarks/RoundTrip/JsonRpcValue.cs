namespace QapiGen.Benchmarks.RoundTrip;

/// <summary>Arguments and result of the same command for StreamJsonRpc.</summary>
internal sealed record JsonRpcValue(long Number);
