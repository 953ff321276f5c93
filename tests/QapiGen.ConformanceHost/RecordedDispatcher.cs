using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;

namespace QapiGen.ConformanceHost;

/// <summary>A generated dispatcher, but for one reply whose members were recorded in another order than the schema's.</summary>
internal sealed class RecordedDispatcher : QmpDispatcher
{
    private static readonly JsonElement Status = Parse("""{"status": "prelaunch", "singlestep": false, "running": false}""");

    private readonly QmpDispatcher _generated;

    public RecordedDispatcher(QmpDispatcher generated) => _generated = generated;

    public override QmpModule Module => _generated.Module;

    public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
    {
        if (Module.Commands[command].Name != "query-status")
        {
            return _generated.DispatchAsync(command, request, cancellationToken);
        }

        request.ReadArguments<NoData>();
        return request.ReturnAsync<JsonElement, JsonElementCodec>(new ValueTask<JsonElement>(Status));
    }

    private static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
