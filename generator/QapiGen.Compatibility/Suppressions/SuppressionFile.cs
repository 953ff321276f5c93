using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Suppressions;

/// <summary>The findings that a project accepts, each with a reason.</summary>
/// <remarks>
/// Shape: one a line, <c>QAPI3101 drive-backup # replaced by blockdev-backup</c>, sorted by rule and path so that branches merge without
/// conflict. Blank lines and lines that begin with <c>#</c> are comments.
/// </remarks>
public sealed class SuppressionFile
{
    // Where conditions differ, it depends on the configuration what is found.
    private static readonly string[] ConditionRules = ["QAPI3121", "QAPI3122", "QAPI3123", PerhapsNotBuilt.Id];

    private static readonly char[] Blanks = [' ', '\t'];

    private readonly SchemaFile _file;

    private SuppressionFile(SchemaFile file, IReadOnlyList<Suppression> entries, IReadOnlyList<SuppressionFault> faults)
    {
        _file = file;
        Entries = entries;
        Faults = faults;
    }

    /// <summary>The entries, in order.</summary>
    public IReadOnlyList<Suppression> Entries { get; }

    /// <summary>What is wrong with the file; nothing should be compared while there are faults.</summary>
    public IReadOnlyList<SuppressionFault> Faults { get; }

    /// <summary>Reads a file.</summary>
    public static SuppressionFile Parse(SchemaFile file)
    {
        _ = file ?? throw new ArgumentNullException(nameof(file));
        var entries = new List<Suppression>();
        var faults = new List<SuppressionFault>();
        string[] lines = file.Text.TrimStart('\uFEFF').Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string? fault = Read(line, i + 1, entries);
            if (fault is not null)
            {
                faults.Add(new SuppressionFault(file.Path, i + 1, fault, LocationOf(file, i + 1)));
            }
        }

        return new SuppressionFile(file, entries, faults);
    }

    /// <summary>Takes the accepted findings out of reports; an entry that matches in none of them is reported with the last.</summary>
    /// <param name="reports">The reports.</param>
    /// <param name="others">What these don't show though the file may be about it (<see cref="WiderComparison"/>); asked only if an entry matches nothing. Null if nobody knows that, so that no entry is reported.</param>
    public IReadOnlyList<CompatibilityReport> Apply(IReadOnlyList<CompatibilityReport> reports, IEnumerable<CompatibilityFinding>? others)
    {
        _ = reports ?? throw new ArgumentNullException(nameof(reports));
        var used = new HashSet<Suppression>();
        var left = new List<CompatibilityReport>();
        foreach (CompatibilityReport report in reports)
        {
            ILookup<bool, CompatibilityFinding> findings = report.Findings.ToLookup(finding => IsAccepted(finding, used));
            left.Add(new CompatibilityReport([.. findings[false]], report.Profile) { Accepted = [.. report.Accepted, .. findings[true]] });
        }

        if (left.Count > 0 && others is not null)
        {
            CompatibilityReport last = left[left.Count - 1];
            IEnumerable<CompatibilityFinding> unused = FindUnused(used, others).Select(ReportUnused);
            left[left.Count - 1] = new CompatibilityReport(last.Findings.Concat(unused).ToArray(), last.Profile) { Accepted = last.Accepted };
        }

        return left;
    }

    /// <summary>The text of this file with entries, each where the order wants it, for everything in reports that isn't compatible and that no entry accepts.</summary>
    /// <param name="reports">The reports.</param>
    /// <param name="reason">What stands for the reasons, which are to be filled in. Those of the entries that are there stay.</param>
    public string Extend(IEnumerable<CompatibilityReport> reports, string reason)
    {
        var added = new SortedSet<Suppression>(Comparer<Suppression>.Create(Compare));
        var refused = new SortedSet<string>(StringComparer.Ordinal);
        foreach (CompatibilityFinding finding in (reports ?? throw new ArgumentNullException(nameof(reports))).SelectMany(report => report.Findings))
        {
            if (finding.Verdict != Verdict.Compatible && finding.Path.Length > 0 && finding.Rule.Id != SuppressionUnused.Id)
            {
                foreach (string path in PathsOf(finding).Where(path => !Entries.Any(entry => entry.Rule == finding.Rule.Id && entry.IsAt(path))))
                {
                    // A line for such a path would read as another one, or accept more than this.
                    _ = path.All(IsPlain)
                        ? added.Add(new Suppression(finding.Rule.Id, path, reason, 0))
                        : refused.Add($"# {finding.Rule.Id} can't be accepted here: {SafeText.Quote(path)}\n");
                }
            }
        }

        var text = new System.Text.StringBuilder(_file.Text);
        foreach ((int offset, string line) in added.Reverse().Select(LineFor))
        {
            text.Insert(offset, line);
        }

        return string.Concat(refused.Where(line => _file.Text.IndexOf(line, StringComparison.Ordinal) < 0)) + text;
    }

    /// <summary>What accepts a finding: a line, and the offset in the file where the order wants it.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="reason">Why it is accepted.</param>
    /// <returns>Null if no line can: the path would read as another one, or accept more than this.</returns>
    public (int Offset, string Text)? Add(CompatibilityFinding finding, string reason)
    {
        _ = finding ?? throw new ArgumentNullException(nameof(finding));
        if (finding.Path.Length == 0 || !finding.FullPath.All(IsPlain) || finding.Rule.Id is SuppressionUnused.Id or ComparisonIncomplete.Id)
        {
            return null;
        }

        return LineFor(new Suppression(finding.Rule.Id, finding.FullPath, reason, 0));
    }

    // The line for an entry, and the offset in the file where the order wants it.
    private (int Offset, string Text) LineFor(Suppression added)
    {
        string line = $"{added.Rule} {added.Path} # {added.Reason}\n";
        int before = Entries.Count(entry => Compare(entry, added) < 0);
        if (before == 0 && Entries.Count > 0)
        {
            return (_file.GetLineStart(Entries[0].Line - 1), line);
        }

        // Behind the entry before; comments stay with what they stand above.
        int next = before > 0 && Entries[before - 1].Line < _file.LineCount ? _file.GetLineStart(Entries[before - 1].Line) : _file.Text.Length;
        bool isOpen = next > 0 && _file.Text[next - 1] != '\n';
        return (next, isOpen ? "\n" + line : line);
    }

    private static bool IsPlain(char c) => !char.IsWhiteSpace(c) && !SafeText.IsUnsafe(c) && c is not ('#' or '*');

    private bool IsAccepted(CompatibilityFinding finding, HashSet<Suppression> used)
    {
        bool isAccepted = true;
        foreach (string path in PathsOf(finding))
        {
            Suppression[] matches = Entries.Where(entry => entry.Rule == finding.Rule.Id && entry.IsAt(path)).ToArray();
            used.UnionWith(matches);
            isAccepted &= matches.Length > 0;
        }

        return isAccepted && finding.Rule.Id != ComparisonIncomplete.Id;
    }

    // That changes of several elements are one of what they inherit only seems so: one that is accepted accepts none of the others.
    private static IReadOnlyList<string> PathsOf(CompatibilityFinding finding) => finding.Elements.Contains(finding.FullPath) ? finding.Elements : [finding.FullPath];

    private List<Suppression> FindUnused(HashSet<Suppression> used, IEnumerable<CompatibilityFinding> others)
    {
        List<Suppression> unused = [.. Entries.Where(entry => !used.Contains(entry))];
        if (unused.Count > 0)
        {
            foreach (CompatibilityFinding finding in others)
            {
                IReadOnlyList<string> paths = PathsOf(finding);
                unused.RemoveAll(entry => paths.Any(entry.IsAt)
                    && (finding.Rule.Id == entry.Rule || finding.OtherRules.Contains(entry.Rule) || ConditionRules.Contains(finding.Rule.Id)));
                if (unused.Count == 0)
                {
                    break;
                }
            }
        }

        return unused;
    }

    private static string? FaultOf(string rule) =>
        !CompatibilityRuleCatalog.All.Any(known => known.Id == rule) ? $"'{SafeText.Quote(rule)}' is no rule of comparison"
        : rule == ComparisonIncomplete.Id ? $"{rule} can't be accepted: where nothing could be compared, nothing may pass"
        : rule is SuppressionUnused.Id or SuppressionInvalid.Id ? $"{rule} can't be accepted: mend the line that it is about"
        : null;

    private static string? Read(string line, int number, List<Suppression> entries)
    {
        int comment = line.IndexOf('#');
        string reason = comment < 0 ? string.Empty : line.Substring(comment + 1).Trim();
        string[] words = (comment < 0 ? line : line.Substring(0, comment)).Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 2 || !words[0].StartsWith("QAPI3", StringComparison.Ordinal))
        {
            return "a suppression is 'QAPI3nnn path # reason'";
        }

        if (FaultOf(words[0]) is string fault)
        {
            return fault;
        }

        if (reason.Length == 0)
        {
            return $"the suppression of {words[0]} at '{words[1]}' needs a reason after '#'";
        }

        Suppression? last = entries.LastOrDefault();
        entries.Add(new Suppression(words[0], words[1], reason, number));
        int order = last is null ? -1 : Compare(last, entries[entries.Count - 1]);
        return order switch
        {
            0 => $"the suppression of {words[0]} at '{words[1]}' is there twice",
            > 0 => $"suppressions are sorted by rule and path: {words[0]} '{words[1]}' belongs before {last!.Rule} '{last.Path}'",
            _ => null,
        };
    }

    private static int Compare(Suppression left, Suppression right)
    {
        int byRule = string.CompareOrdinal(left.Rule, right.Rule);
        return byRule != 0 ? byRule : string.CompareOrdinal(left.Path, right.Path);
    }

    private CompatibilityFinding ReportUnused(Suppression entry) => new()
    {
        Rule = SuppressionUnused.Rule,
        OtherRules = Array.Empty<string>(),
        Verdict = Verdict.Risky,
        Facts = Facts.None,
        Direction = Direction.None,
        Path = entry.Path,
        Message = string.Format(System.Globalization.CultureInfo.InvariantCulture, SuppressionUnused.Rule.Format, entry.Rule, entry.Path),
        ReachedFrom = Array.Empty<string>(),
        New = LocationOf(_file, entry.Line),
    };

    private static SchemaLocation LocationOf(SchemaFile file, int line)
    {
        int start = 0;
        for (int i = 1; i < line; i++)
        {
            start = file.Text.IndexOf('\n', start) + 1;
        }

        int end = file.Text.IndexOf('\n', start);
        return new SchemaLocation(file, new SourceSpan(start, (end < 0 ? file.Text.Length : end) - start));
    }
}
