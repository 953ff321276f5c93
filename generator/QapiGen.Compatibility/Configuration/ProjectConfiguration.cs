using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Configuration;

/// <summary>What a project says once, in <c>qapigen.toml</c>, to its build and to the tool.</summary>
public sealed class ProjectConfiguration
{
    /// <summary>The usual name of the file; it is looked for upwards.</summary>
    public const string FileName = "qapigen.toml";

    private static readonly string[] Strings = ["dialect", "conditions", "profile", "fail-on", "baseline", "suppressions"];
    private static readonly string[] FailOnValues = ["breaking", "risky", "never"];

    private readonly Dictionary<string, string> _strings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FindingLevel> _severities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly List<ConfigurationFault> _faults = new();

    private ProjectConfiguration(SchemaFile? file) => File = file;

    /// <summary>A configuration that says nothing.</summary>
    public static ProjectConfiguration Empty { get; } = new(null);

    /// <summary>The file that was read; null for <see cref="Empty"/>.</summary>
    public SchemaFile? File { get; }

    /// <summary>Root schemas, relative to the file's folder.</summary>
    public IReadOnlyList<string> Roots { get; private set; } = [];

    /// <summary>Name of the dialect, or null.</summary>
    public string? Dialect => Find("dialect");

    /// <summary>Which conditions hold, as the option has it, or null.</summary>
    public string? Conditions => Find("conditions");

    /// <summary>Which findings are asked for, or null.</summary>
    public CompatibilityProfile? Profile { get; private set; }

    /// <summary>Which verdict makes the tool fail: <c>breaking</c>, <c>risky</c> or <c>never</c>; or null.</summary>
    public string? FailOn => Find("fail-on");

    /// <summary>The side to stay compatible with: <c>git:REF</c> or a path relative to the file's folder; or null.</summary>
    public string? Baseline => Find("baseline");

    /// <summary>The file with accepted findings, relative to the file's folder, or null.</summary>
    public string? Suppressions => Find("suppressions");

    /// <summary>How grave the findings of single rules are.</summary>
    public IReadOnlyDictionary<string, FindingLevel> Severities => _severities;

    /// <summary>What is wrong with the file; nothing should be done while there are faults.</summary>
    public IReadOnlyList<ConfigurationFault> Faults => _faults;

    /// <summary>Reads a file.</summary>
    public static ProjectConfiguration Parse(SchemaFile file)
    {
        var configuration = new ProjectConfiguration(file ?? throw new ArgumentNullException(nameof(file)));
        try
        {
            foreach (TomlEntry entry in TomlReader.Read(file.Text))
            {
                configuration.Add(entry);
            }
        }
        catch (TomlException e)
        {
            configuration._faults.Add(new ConfigurationFault(file.Path, e.Line, e.Message));
        }

        return configuration;
    }

    /// <summary>The line of a setting at the top of the file, from 1; 1 if the file doesn't have it.</summary>
    public int LineOf(string key) => _lines.TryGetValue(key, out int line) ? line : 1;

    /// <summary>Gives findings the gravity that is configured for their rules.</summary>
    public CompatibilityReport Apply(CompatibilityReport report)
    {
        _ = report ?? throw new ArgumentNullException(nameof(report));
        return _severities.Count == 0 ? report
            : new CompatibilityReport(report.Findings.Select(Apply).OfType<CompatibilityFinding>().ToArray(), report.Profile) { Accepted = report.Accepted };
    }

    private CompatibilityFinding? Apply(CompatibilityFinding finding)
    {
        if (!_severities.TryGetValue(finding.Rule.Id, out FindingLevel level))
        {
            return finding;
        }

        return level switch
        {
            FindingLevel.None => null,
            FindingLevel.Note => finding with { Verdict = Verdict.Compatible },
            FindingLevel.Warning => finding with { Verdict = Verdict.Risky },
            _ => finding with { Verdict = Verdict.Breaking },
        };
    }

    private void Add(TomlEntry entry)
    {
        if (entry.Table.Length == 0)
        {
            _lines[entry.Key] = entry.Line;
        }

        switch (entry)
        {
            case { Table: "severity", IsArray: false }:
                AddSeverity(entry);
                break;
            case { Table: "", Key: "roots", IsArray: true }:
                Roots = entry.Values;
                break;
            case { Table: "", Key: "conditions", IsArray: true }:
                _strings[entry.Key] = string.Join(",", entry.Values);
                CheckConditions(entry);
                break;
            case { Table: "", IsArray: false } when Strings.Contains(entry.Key):
                _strings[entry.Key] = entry.Values[0];
                Check(entry);
                break;
            case { Table: "", Key: "roots" }:
                AddFault(entry, $"roots is a list: roots = [ \"{entry.Values[0]}\" ]");
                break;
            case { Table: "", IsArray: true } when Strings.Contains(entry.Key):
                AddFault(entry, $"{entry.Key} is one text, not a list");
                break;
            default:
                string name = entry.Table.Length == 0 ? entry.Key : $"{entry.Table}.{entry.Key}";
                AddFault(entry, $"'{name}' is no setting; there are roots, {string.Join(", ", Strings)}, and [severity]");
                break;
        }
    }

    private void AddSeverity(TomlEntry entry)
    {
        if (!CompatibilityRuleCatalog.All.Any(rule => rule.Id == entry.Key))
        {
            AddFault(entry, $"'{entry.Key}' is no rule of comparison");
        }
        else if (entry.Key == ComparisonIncomplete.Id)
        {
            AddFault(entry, $"{entry.Key} stays an error: where nothing could be compared, nothing may pass");
        }
        else if (entry.Key == SuppressionInvalid.Id)
        {
            AddFault(entry, $"{entry.Key} stays an error: what is meant to be accepted isn't known");
        }

        if (Parse<FindingLevel>(entry.Values[0]) is FindingLevel level)
        {
            _severities[entry.Key] = level;
        }
        else
        {
            AddFault(entry, $"the severity of {entry.Key} is 'error', 'warning', 'note' or 'none', not '{entry.Values[0]}'");
        }
    }

    private void Check(TomlEntry entry)
    {
        string value = entry.Values[0];
        switch (entry.Key)
        {
            case "profile":
                Profile = Parse<CompatibilityProfile>(value);
                if (Profile is null)
                {
                    AddFault(entry, $"profile is {Names<CompatibilityProfile>()}, not '{value}'");
                }

                break;
            case "dialect" when !Schema.Dialects.Dialect.TryParse(value, out _):
                AddFault(entry, $"'{value}' is no dialect; valid are {string.Join(", ", Schema.Dialects.Dialect.Presets.Select(preset => preset.Name))}");
                break;
            case "conditions":
                CheckConditions(entry);
                break;
            case "fail-on" when !FailOnValues.Contains(value):
                AddFault(entry, $"fail-on is {string.Join(", ", FailOnValues)}, not '{value}'");
                break;
        }
    }

    private void CheckConditions(TomlEntry entry)
    {
        string text = _strings[entry.Key];
        if (text.Trim(' ', ',', ';').Length == 0)
        {
            AddFault(entry, "conditions without a word say nothing: write all, none, or names of 'if' symbols");
        }

        foreach ((_, string fault) in SymbolSet.FindFaults(text))
        {
            AddFault(entry, fault.TrimEnd('.'));
        }
    }

    private void AddFault(TomlEntry entry, string what) => _faults.Add(new ConfigurationFault(File!.Path, entry.Line, what));

    private string? Find(string key) => _strings.TryGetValue(key, out string? value) ? value : null;

    private static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames(typeof(T)).Select(name => name.ToLowerInvariant()));

    // Names only: numbers and lists are no values.
    private static T? Parse<T>(string text)
        where T : struct, Enum =>
        !text.Any(char.IsUpper) && Array.Find(Enum.GetNames(typeof(T)), name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is string found
            ? (T)Enum.Parse(typeof(T), found)
            : null;
}

/// <summary>What is wrong with a line of <c>qapigen.toml</c>.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ConfigurationFault(string Path, int Line, string Message)
{
    /// <summary>As MSBuild and editors recognise it.</summary>
    public override string ToString() => $"{Path}({Line},1): error: {Message}";
}
