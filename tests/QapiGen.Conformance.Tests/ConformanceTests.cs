using System.Collections.Generic;
using System.Linq;
using System.Threading.Channels;
using System.Threading.Tasks;
using QapiGen.ConformanceHost;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Compatibility;
using QapiGen.Runtime.Tests.Server;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Conformance.Tests;

/// <summary>Every recorded conversation up to the layer <c>oob</c>, and those from fuzzing, against a server generated from the recorded server's schema.</summary>
public sealed class ConformanceTests
{
    private static readonly string[] Layers = ["lexer", "parser", "limits", "dispatch", "arguments", "session", "oob", "fuzz"];

    public static TheoryData<string> Cases =>
        [.. Transcript.All.Where(transcript => Layers.Contains(transcript.Layer)).Select(transcript => transcript.Name)];

    [QemuSchemasFact]
    public void The_host_was_built_with_the_schemas_that_are_at_hand() =>
        Assert.True(ConformanceService.HasQemuSchemas, $"{QemuSchemas.Variable} wasn't set when the host was built, so that nothing would be compared: build again");

    [GeneratedHostTheory]
    [MemberData(nameof(Cases))]
    public Task The_answers_are_those_of_the_real_server(string name) => PlayAsync(name, null);

    [GeneratedHostTheory]
    [MemberData(nameof(Cases))]
    public Task The_answers_are_the_same_in_pieces_of_seven_bytes(string name) =>
        Transcript.Get(name).Layer == "limits" ? Task.CompletedTask : PlayAsync(name, 7);

    private static async Task PlayAsync(string name, int? chunk)
    {
        Transcript transcript = Transcript.Get(name);
        var blocked = Channel.CreateUnbounded<TaskCompletionSource>();
        string? policy = transcript.Option("compat");
        var arguments = new ConformanceArguments
        {
            IsEmulator = transcript.Server != RecordedServer.StorageDaemon,
            IsPretty = transcript.Option("pretty") is not null,
            IsPreconfig = transcript.Option("preconfig") is not null,
            Compatibility = policy is null ? QmpCompatibilityPolicy.Default : QmpCompatibilityPolicy.Parse(policy),
            Block = async (_, cancellationToken) =>
            {
                var turn = new TaskCompletionSource();
                blocked.Writer.TryWrite(turn);
                await turn.Task.WaitAsync(cancellationToken);
            },
        };
        QmpService service = ConformanceService.Create(arguments);
        await using var player = new TranscriptPlayer(
            service,
            async () => (await blocked.Reader.ReadAsync()).SetResult(),
            async () => await blocked.Reader.WaitToReadAsync(),
            arguments.IsPretty,
            chunk);

        IReadOnlyList<int> after = await player.PlayAsync(transcript);

        (IReadOnlyList<string> expected, IReadOnlyList<int> counts) = RecordedServer.Expected(transcript);
        Assert.Equal(expected, player.Output);
        Assert.Equal(counts, after);
    }
}
