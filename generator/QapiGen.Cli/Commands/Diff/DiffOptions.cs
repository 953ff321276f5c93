using System;
using System.CommandLine;
using QapiGen.Cli.Options;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.History;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>The options of <c>qapigen diff</c>.</summary>
internal sealed class DiffOptions
{
    private const double DefaultTimeoutSeconds = 10;

    /// <summary>Form of the result.</summary>
    public Option<DiffFormat> Format { get; } = OptionValues.OneOf(
        "--format", "-f", DiffFormat.Text,
        ("text", DiffFormat.Text), ("json", DiffFormat.Json), ("json-report", DiffFormat.JsonReport),
        ("markdown", DiffFormat.Markdown), ("changelog", DiffFormat.Changelog), ("sarif", DiffFormat.Sarif));

    /// <summary>Which findings are asked for.</summary>
    public Option<CompatibilityProfile> Profile { get; } = OptionValues.OneOf(
        "--profile", "-p", CompatibilityProfile.Full,
        ("full", CompatibilityProfile.Full), ("client", CompatibilityProfile.Client), ("server", CompatibilityProfile.Server),
        ("source", CompatibilityProfile.Source), ("introspection", CompatibilityProfile.Introspection),
        ("stored", CompatibilityProfile.Stored), ("policy", CompatibilityProfile.Policy));

    /// <summary>What makes the tool fail.</summary>
    public Option<DiffThreshold> FailOn { get; } = OptionValues.OneOf(
        "--fail-on", null, DiffThreshold.Breaking,
        ("breaking", DiffThreshold.Breaking), ("risky", DiffThreshold.Risky), ("never", DiffThreshold.Never));

    /// <summary>The commit to compare the working tree with.</summary>
    public Option<string?> Against { get; } = new("--against")
    {
        Description = "Compare the schemas of the working tree with those of this commit. Roots that aren't named are those of qapigen.toml; else those that QapiSchema items name, and all schemas in and below this directory that no other one includes, whatever their endings",
        HelpName = "REF",
    };

    /// <summary>Patterns of commands.</summary>
    public Option<string?> Commands { get; } = OptionValues.Commands("all");

    /// <summary>Patterns of events.</summary>
    public Option<string?> Events { get; } = OptionValues.Events();

    /// <summary>Whose C# there is.</summary>
    public Option<SourceBreaks> Role { get; } = OptionValues.OneOf(
        "--role", null, SourceBreaks.Both, ("client", SourceBreaks.Callers), ("server", SourceBreaks.Implementers), ("both", SourceBreaks.Both));

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
    public Option<string?> NewVersion { get; } = OptionValues.Version("--new-version");

    /// <summary>The root in each tree of a history.</summary>
    public Option<string?> Root { get; } = new("--root")
    {
        Description = "In a history: path of the root in each release's tree, such as qga/qapi-schema.json",
        HelpName = "PATH",
    };

    /// <summary>Whether a history compares each with each.</summary>
    public Option<bool> AllPairs { get; } = new("--all-pairs")
    {
        Description = "In a history: compare each release with all before it, not only with the one before",
    };

    /// <summary>Releases for which something stays deprecated.</summary>
    public Option<int> Promise { get; } = OptionValues.Count("--promise", SchemaHistory.DefaultPromisedReleases, least: 1);

    /// <summary>How long a server may take.</summary>
    public Option<double?> Timeout { get; } = OptionValues.Seconds("--timeout", null, DefaultTimeoutSeconds);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Describe(Format, "FORMAT", "Form of the result: text (default), json, json-report, markdown, changelog or sarif");
        Describe(Profile, "PROFILE", "Who is asked about: full (default), client (old clients), server (old servers), source (C#), introspection, stored (values that were kept) or policy");
        Describe(FailOn, "VERDICT", "Which verdict makes the exit code 1: breaking (default), risky or never");
        Describe(Role, "ROLE", "Whose C# there is: client (callers), server (implementers) or both (default)");
        Describe(NewVersion, "VERSION", "Version of the new side, which 'Since' of what is new is compared with (profile policy)");
        Describe(Promise, "N", "In a history: number of releases for which something stays deprecated before it may go (default 2)");
        Describe(Timeout, "SECONDS", "Seconds within which a live server has to answer (default 10)");
        Option[] options =
        [
            Against, Format, Profile, FailOn, Commands, Events, Role, Suppress, WriteSuppressions, Closed, All, NewVersion, Root, AllPairs, Promise, Timeout,
        ];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>How to compare.</summary>
    public CompatibilityOptions GetOptions(ParseResult parsed) => new()
    {
        Profile = parsed.GetValue(Profile),
        HasClosedTypes = parsed.GetValue(Closed),
        Code = parsed.GetValue(Role),
        NewVersion = parsed.GetValue(NewVersion),
    };

    /// <summary>Which commands are compared: all but those that weren't chosen. Events that are chosen take none away, since what is gone would pass.</summary>
    public string GetCommands(ParseResult parsed)
    {
        string commands = parsed.GetValue(Commands) ?? string.Empty;
        bool areOnlyEventsChosen = new NamePattern(commands).IsEmpty && !new NamePattern(parsed.GetValue(Events) ?? string.Empty).IsEmpty;
        return areOnlyEventsChosen ? "*" : commands;
    }

    /// <summary>How long a server may take.</summary>
    public TimeSpan GetTimeout(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(Timeout) ?? DefaultTimeoutSeconds);

    private static void Describe(Option option, string helpName, string description)
    {
        option.HelpName = helpName;
        option.Description = description;
    }
}
