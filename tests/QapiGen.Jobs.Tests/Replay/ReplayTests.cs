using System.Text.Json.Nodes;
using Xunit;

namespace QapiGen.Jobs.Tests.Replay;

/// <summary>What QEMU's storage daemon said in every recorded case, our engine says too.</summary>
public sealed class ReplayTests
{
    public static TheoryData<string> Names => [.. AbstractCase.All.Keys];

    [Fact]
    public void All_recorded_cases_are_there() => Assert.Equal(294, AbstractCase.All.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_step_is_answered_and_followed_by_events_as_recorded(string name)
    {
        AbstractCase replayed = AbstractCase.All[name];
        var host = new ReplayHost(replayed);
        JsonArray all = [];
        int number = 0;
        foreach (JsonObject step in replayed.Steps)
        {
            number++;
            JsonNode? answer = host.Do(step);
            JsonArray events = host.TakeEvents();
            AssertEqual(step["events"], events, $"events of step {number} {step.ToJsonString()}");
            if (step["expect"] is { } expected)
            {
                AssertEqual(expected, answer, $"answer to step {number} {step.ToJsonString()}");
            }

            foreach (JsonNode? e in events)
            {
                all.Add(e!.DeepClone());
            }
        }

        AssertEqual(replayed.ExpectedEvents, all, "all events");
        AssertEqual(replayed.ExpectedJobs, host.QueryJobs(), "query-jobs at the end");
    }

    private static void AssertEqual(JsonNode? expected, JsonNode? actual, string what) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{what}\nexpected {expected?.ToJsonString()}\nbut was  {actual?.ToJsonString()}");
}
