using System.CommandLine;

namespace QapiGen.Benchmarks.Events;

/// <summary>The verb <c>events</c>.</summary>
internal static class EventsCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var subscribers = new Option<int[]>("--subscribers") { Description = "Numbers of subscribers.", DefaultValueFactory = static _ => [1, 10, 100], AllowMultipleArgumentsPerToken = true };
        var rounds = new Option<int>("--rounds") { Description = "Counted rounds; one more is run first.", DefaultValueFactory = static _ => 5 };
        var burst = new Option<int>("--burst") { Description = "Events that are emitted at once; the next burst begins when everybody has them.", DefaultValueFactory = static _ => 1000 };
        var receipts = new Option<int>("--receipts") { Description = "Receipts of a round, all subscribers together.", DefaultValueFactory = static _ => 200_000 };
        var singles = new Option<int>("--singles") { Description = "Events of a round that are sent one at a time, for the latency.", DefaultValueFactory = static _ => 1000 };
        var command = new Command("events", "Events to 1, 10 and 100 subscribers on Unix sockets: beside a C program, and beside StreamJsonRpc's notifications. Every event must arrive.")
        {
            subscribers, rounds, burst, receipts, singles,
        };
        command.SetAction((result, _) => EventComparison.RunAsync(
            result.GetRequiredValue(subscribers),
            result.GetRequiredValue(rounds),
            result.GetRequiredValue(burst),
            result.GetRequiredValue(receipts),
            result.GetRequiredValue(singles)));
        return command;
    }
}
