using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using Xunit;

namespace QapiGen.Jobs.Tests.Replay;

/// <summary>The same over a socket: generated dispatcher and events, server and client in between.</summary>
public sealed class LabReplayTests(LabFixture lab) : IClassFixture<LabFixture>
{
    public static TheoryData<string> Names => [.. AbstractCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_step_is_answered_and_followed_by_status_events_as_recorded(string name)
    {
        AbstractCase replayed = AbstractCase.All[name];
        await using QmpClient client = await lab.ConnectAsync();
        var host = new LabClient(client, replayed);
        foreach (JsonObject step in replayed.Steps)
        {
            JsonNode? answer = await host.DoAsync(step);
            AssertEqual(StatusEvents(step["events"]!), host.TakeEvents(), $"events of {step.ToJsonString()}");
            if (step["expect"] is { } expected && answer is not null)
            {
                AssertEqual(expected, answer, $"answer to {step.ToJsonString()}");
            }
        }

        AssertEqual(replayed.ExpectedJobs, await host.QueryJobsAsync(), "query-jobs at the end");
    }

    private static JsonArray StatusEvents(JsonNode events) =>
        [.. events.AsArray().Where(e => e!.AsArray().Count == 2).Select(e => e!.DeepClone())];

    private static void AssertEqual(JsonNode? expected, JsonNode? actual, string what) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{what}\nexpected {expected?.ToJsonString()}\nbut was  {actual?.ToJsonString()}");
}
