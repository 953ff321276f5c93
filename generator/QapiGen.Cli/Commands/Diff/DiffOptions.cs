using System;
using System.CommandLine;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.History;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>The options of <c>qapigen diff</c>.</summary>
internal sealed class DiffOptions
{
    private const double DefaultTimeoutSeconds = 10;

    /// <summary>Form of the result.</summary>
    public Option<DiffFormat> Format { get; } = new("--format", "-f")
    {
        Description = "Form of the result: text (default), json, markdown or sarif",
        HelpName = "FORMAT",
    };

    /// <summary>Which findings are asked for.</summary>
    public Option<CompatibilityProfile> Profile { get; } = new("--profile", "-p")
    {
        Description = "Who is asked about: full (default), client (old clients), server (old servers), source (C#), introspection or policy",
        HelpName = "PROFILE",
    };

    /// <summary>What makes the tool fail.</summary>
    public Option<DiffThreshold> FailOn { get; } = new("--fail-on")
    {
        Description = "Which verdict makes the exit code 1: breaking (default), risky or never",
        HelpName = "VERDICT",
    };

    /// <summary>The accepted findings.</summary>
    public Option<string?> Suppress { get; } = new("--suppress")
    {
        Description = "File with accepted findings, sorted, one a line: QAPI3101 path # reason",
        HelpName = "FILE",
    };

    /// <summary>Where to write what would have to be accepted.</summary>
    public Option<string?> WriteSuppressions { get; } = new("--write-suppressions")
    {
        Description = "Write a file that accepts everything found, instead of the result; fill in the reasons",
        HelpName = "FILE",
    };

    /// <summary>Whether clients can't read what they don't know.</summary>
    public Option<bool> Closed { get; } = new("--closed")
    {
        Description = "Clients fail on enum values, branches and events that they don't know (clients made by QapiGen don't)",
    };

    /// <summary>Whether compatible changes are listed.</summary>
    public Option<bool> All { get; } = new("--all")
    {
        Description = "List compatible changes one by one in the text instead of counting them",
    };

    /// <summary>The new side's version.</summary>
    public Option<string?> NewVersion { get; } = new("--new-version")
    {
        Description = "Version of the new side, which 'Since' of what is new is compared with (profile policy)",
        HelpName = "VERSION",
    };

    /// <summary>The root in each tree of a history.</summary>
    public Option<string?> Root { get; } = new("--root")
    {
        Description = "In a history: path of the root in each release's tree, such as qga/qapi-schema.json",
        HelpName = "PATH",
    };

    /// <summary>Releases for which something stays deprecated.</summary>
    public Option<int> Promise { get; } = new("--promise")
    {
        Description = "In a history: number of releases for which something stays deprecated before it may go (default 2)",
        HelpName = "N",
        DefaultValueFactory = _ => SchemaHistory.DefaultPromisedReleases,
    };

    /// <summary>How long a server may take.</summary>
    public Option<double> Timeout { get; } = new("--timeout")
    {
        Description = "Seconds within which a live server has to answer (default 10)",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => DefaultTimeoutSeconds,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Timeout.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is > 0 and < 86400))
            {
                result.AddError("--timeout takes a number of seconds above 0 and below 86400.");
            }
        });
        foreach (Option option in new Option[] { Format, Profile, FailOn, Suppress, WriteSuppressions, Closed, All, NewVersion, Root, Promise, Timeout })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>How to compare.</summary>
    public CompatibilityOptions GetOptions(ParseResult parsed) => new()
    {
        Profile = parsed.GetValue(Profile),
        HasClosedTypes = parsed.GetValue(Closed),
        NewVersion = parsed.GetValue(NewVersion),
    };

    /// <summary>How long a server may take.</summary>
    public TimeSpan GetTimeout(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(Timeout));
}
