namespace QapiGen.Benchmarks.RoundTrip;

/// <summary>The same command for StreamJsonRpc.</summary>
internal sealed class JsonRpcEcho
{
    public JsonRpcValue Echo(JsonRpcValue value) => value;
}
