using System.Collections.Generic;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>What is to be known about a comparison and is no finding: people read it on standard error, programs in the result.</summary>
internal sealed class DiffNotes(CliEnvironment environment)
{
    private readonly List<string> _all = [];

    /// <summary>All that was said so far.</summary>
    public IReadOnlyList<string> All => _all;

    /// <summary>Says what is only to be known.</summary>
    public void Say(string note)
    {
        environment.Error.WriteLine(TerminalText.Escape(note));
        _all.Add(note);
    }

    /// <summary>Says what is probably a mistake.</summary>
    /// <param name="place">What it was found in.</param>
    /// <param name="note">What it is.</param>
    /// <param name="rule">The rule that has a page on it; null if none has.</param>
    public void Warn(string place, string note, string? rule = null)
    {
        string level = Ansi.Paint("warning", AnsiStyle.Yellow, environment.ColorsError);
        environment.Error.WriteLine($"{TerminalText.Escape(place)}: {level}{(rule is null ? "" : " " + rule)}: {TerminalText.Escape(note)}");
        _all.Add(rule is null ? note : $"{note} ({rule})");
    }
}
