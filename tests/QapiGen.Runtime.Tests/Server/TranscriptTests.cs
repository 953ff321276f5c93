using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Conversations recorded from QEMU 7.2, of those layers that need no schema but the built-in commands'.</summary>
public sealed class TranscriptTests
{
    private static readonly string[] Layers = ["lexer", "parser", "limits", "dispatch", "session", "oob", "fuzz"];

    public static TheoryData<string> Cases => Names(Layers);

    public static TheoryData<string> ByteCases => Names(["lexer", "parser", "dispatch", "fuzz"]);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task The_answers_are_those_of_the_real_server(string name) => PlayAsync(name, null);

    [Theory]
    [MemberData(nameof(ByteCases))]
    public Task The_answers_are_the_same_one_byte_at_a_time(string name) => PlayAsync(name, 1);

    private static async Task PlayAsync(string name, int? chunk)
    {
        Transcript transcript = Transcript.Get(name);
        bool isPretty = transcript.Option("pretty") is not null;
        var dispatcher = new StorageDaemonDouble();
        var options = new QmpServiceOptions { Version = RecordedServer.Version, IsPretty = isPretty, CommandsThatOutliveClients = "*", OffersLongQueue = false };
        var service = new QmpService(StorageDaemonDouble.Schema(dispatcher), [dispatcher], options);
        await using var player = new TranscriptPlayer(service, dispatcher.UnblockAsync, dispatcher.WhenBlockedAsync, isPretty, chunk);

        IReadOnlyList<int> after = await player.PlayAsync(transcript);

        (IReadOnlyList<string> expected, IReadOnlyList<int> counts) = RecordedServer.Expected(transcript);
        Assert.Equal(expected, player.Output);
        Assert.Equal(counts, after);
    }

    private static TheoryData<string> Names(string[] layers) =>
        [.. Transcript.All.Where(transcript => layers.Contains(transcript.Layer) && transcript.Server == RecordedServer.StorageDaemon)
            .Select(transcript => transcript.Name)];
}
