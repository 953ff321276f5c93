using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Tests.Replay;

/// <summary>Carries out the steps of a case on a laboratory at the other end of a connection.</summary>
internal sealed class LabClient(QmpClient client, AbstractCase replayed)
{
    private static readonly string[] s_byId = ["block-job-finalize", "block-job-dismiss"];

    private readonly QmpEventSubscription<JobStatusChangeEvent> _events = client.Events<JobStatusChangeEvent>();

    /// <returns>The step's answer; null if it is one that the laboratory doesn't give.</returns>
    public async Task<JsonNode?> DoAsync(JsonObject step)
    {
        if (step["query"] is { } query)
        {
            return (string)query! == "query-jobs" ? await QueryJobsAsync() : null;
        }

        (string command, JsonObject arguments) = CommandOf(step);
        JsonNode answer = "ok";
        try
        {
            await ExecuteAsync(command, arguments);
        }
        catch (QmpErrorException error)
        {
            answer = new JsonObject { ["error-class"] = error.ErrorClassName, ["desc"] = error.Description };
        }

        await ExecuteAsync("lab-settle", null);
        return answer;
    }

    /// <summary>The events since the last call. What came before a reply is there once the reply is.</summary>
    public JsonArray TakeEvents()
    {
        var events = new JsonArray();
        while (_events.TryRead(out QmpReceivedEvent<JobStatusChangeEvent> received))
        {
            events.Add((JsonNode)new JsonArray(received.Event.Id, received.Event.Status.ToWire()));
        }

        return events;
    }

    public async Task<JsonNode?> QueryJobsAsync() => JsonNode.Parse((await client.ExecuteAsync("query-jobs")).GetRawText());

    private ValueTask<JsonElement> ExecuteAsync(string command, JsonObject? arguments) =>
        client.ExecuteAsync(command, arguments is null ? null : JsonSerializer.SerializeToElement(arguments));

    private (string Command, JsonObject Arguments) CommandOf(JsonObject step)
    {
        if (step["create"] is { } create)
        {
            JsonObject job = replayed.JobJson((string)create!);
            if (step["fails-late"] is { } text)
            {
                job["fails-late"] = (string)text!;
            }

            return ("lab-create", job);
        }

        if (step["verb"] is { } verb)
        {
            var arguments = (JsonObject?)step["args"]?.DeepClone() ?? [];
            string name = (string)verb!;
            arguments[name.StartsWith("block-", StringComparison.Ordinal) && !s_byId.Contains(name) ? "device" : "id"] = (string)step["id"]!;
            return (name, arguments);
        }

        if (step["start"] is { } start)
        {
            return ("lab-start", new JsonObject { ["ref"] = (string)start! });
        }

        var rest = (JsonObject)step.DeepClone();
        rest.Remove("events");
        if (step["driver"] is { } driver)
        {
            rest.Remove("driver");
            rest["ref"] = (string)driver!;
            return ("lab-driver", rest);
        }

        rest.Remove("internal");
        rest["action"] = (string)step["internal"]!;
        return ("lab-internal", rest);
    }
}
