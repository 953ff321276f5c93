using System.Linq;
using System.Text.Json.Nodes;
using QapiGen.JobLab.Scripting;

namespace QapiGen.Jobs.Tests.Replay;

/// <summary>Collects events in the form of the recorded cases.</summary>
internal sealed class EventRecorder
{
    private JsonArray _taken = [];

    public void Add(string id, JobStatus status) => Add(new JsonArray(id, status.ToWire()));

    public void Add(BlockJobEvent e)
    {
        var data = new JsonObject
        {
            ["type"] = e.Type?.ToWire(),
            ["len"] = e.Length,
            ["offset"] = e.Offset,
            ["speed"] = e.Speed,
            ["error"] = e.Error,
            ["operation"] = e.Operation,
            ["action"] = e.Action,
        };
        foreach (string absent in data.Where(member => member.Value is null).Select(member => member.Key).ToList())
        {
            data.Remove(absent);
        }

        Add(new JsonArray(e.Id, e.Name, data));
    }

    /// <summary>What came since the last call.</summary>
    public JsonArray Take()
    {
        lock (this)
        {
            JsonArray taken = _taken;
            _taken = [];
            return taken;
        }
    }

    private void Add(JsonArray e)
    {
        lock (this)
        {
            _taken.Add((JsonNode)e);
        }
    }
}
