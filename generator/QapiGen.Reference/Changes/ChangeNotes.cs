using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Reference.Articles;
using QapiGen.Reference.Manuals;
using QapiGen.Schema.Model;

namespace QapiGen.Reference.Changes;

/// <summary>What is different from the baseline, by the definition that it is about.</summary>
internal sealed class ChangeNotes
{
    private readonly Dictionary<string, List<CompatibilityFinding>> _byOwner = new(StringComparer.Ordinal);
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);
    private readonly ILookup<string, PartChange> _parts = Array.Empty<PartChange>().ToLookup(static part => part.Owner);

    /// <summary>Sorts the findings.</summary>
    /// <param name="baseline">What was compared.</param>
    /// <param name="schema">The schema that the manual is about.</param>
    public ChangeNotes(ManualBaseline baseline, QapiSchema schema)
    {
        Name = baseline.Name;
        Findings = [.. baseline.Report.Findings.Where(finding => finding.Direction != Direction.None || finding.Verdict != Verdict.Compatible)];
        foreach (CompatibilityFinding finding in Findings)
        {
            string owner = OwnerOf(finding.Path, schema);
            if (!_byOwner.TryGetValue(owner, out List<CompatibilityFinding>? findings))
            {
                _byOwner.Add(owner, findings = []);
            }

            findings.Add(finding);
            if (finding.Kind == ChangeKind.Added && finding.Path == owner)
            {
                _added.Add(owner);
            }
        }

        if (baseline.Schema is not { } old)
        {
            return;
        }

        foreach (SchemaEntity entity in schema.Entities)
        {
            if (!old.ByName.ContainsKey(entity.Name))
            {
                _added.Add(entity.Name);
            }
        }

        GoneTypes = [.. old.Entities.Where(entity => PartChange.IsType(entity) && !schema.ByName.ContainsKey(entity.Name)).Select(static entity => entity.Name)];
        HashSet<string> told = [.. Findings.Select(static finding => finding.Path)];
        PartChange[] parts = [.. PartChange.Find(old, schema).Where(part => !told.Contains(part.Path))];
        Parts = [.. parts.Where(static part => !part.IsInherited)];
        _parts = parts.ToLookup(static part => part.Owner, StringComparer.Ordinal);
    }

    /// <summary>What the user calls the baseline.</summary>
    public string Name { get; }

    /// <summary>All findings, in schema order.</summary>
    public IReadOnlyList<CompatibilityFinding> Findings { get; }

    /// <summary>Parts of types that came or went and that findings don't tell: those of types which nothing reaches, and branches for new values.</summary>
    public IReadOnlyList<PartChange> Parts { get; } = [];

    /// <summary>Types that only the baseline has, in its order.</summary>
    public IReadOnlyList<string> GoneTypes { get; } = [];

    /// <summary>Whether the baseline doesn't have a definition.</summary>
    public bool IsNew(SchemaEntity entity) => _added.Contains(entity.Name);

    /// <summary>What is different in a definition.</summary>
    public IReadOnlyList<CompatibilityFinding> Of(SchemaEntity entity) =>
        _byOwner.TryGetValue(entity.Name, out List<CompatibilityFinding>? findings) ? findings : [];

    /// <summary>The parts of a type that came or went and that findings don't tell.</summary>
    public IReadOnlyList<PartChange> PartsOf(SchemaEntity entity) => [.. _parts[entity.Name].Where(static part => !part.IsInherited)];

    /// <summary>What is different in a part of a definition, in a word; null if nothing is, or the definition is new.</summary>
    public Badge? OfPart(SchemaEntity owner, string name)
    {
        if (IsNew(owner))
        {
            return null;
        }

        string path = owner.Name + "." + name;
        CompatibilityFinding[] findings = [.. Of(owner).Where(f => f.Path == path || f.Path.StartsWith(path + ".", StringComparison.Ordinal))];
        return findings.Length == 0 && _parts[owner.Name].Any(part => part.IsAdded && part.Name == name) ? new Badge(BadgeKind.New, "new since " + Name)
            : findings.Length == 0 ? null
            : findings.Any(f => f.Verdict == Verdict.Breaking) ? new Badge(BadgeKind.Breaking, "breaking since " + Name)
            : findings.Any(f => f.Kind == ChangeKind.Added && f.Path == path) ? new Badge(BadgeKind.New, "new since " + Name)
            : new Badge(BadgeKind.Changed, (findings.All(f => f.Kind == ChangeKind.Deprecated) ? "deprecated since " : "changed since ") + Name);
    }

    /// <summary>What is different in a definition, in words.</summary>
    public IEnumerable<Badge> BadgesOf(SchemaEntity entity)
    {
        IReadOnlyList<CompatibilityFinding> findings = Of(entity);
        if (IsNew(entity))
        {
            yield return new Badge(BadgeKind.New, "new since " + Name);
        }
        else if (findings.Any(f => f.Verdict == Verdict.Breaking))
        {
            yield return new Badge(BadgeKind.Breaking, "breaking since " + Name);
        }
        else if (findings.Count > 0 || PartsOf(entity).Count > 0)
        {
            yield return new Badge(BadgeKind.Changed, (findings.Count > 0 && PartsOf(entity).Count == 0 && findings.All(f => f.Kind == ChangeKind.Deprecated) ? "deprecated since " : "changed since ") + Name);
        }
    }

    // "a.b.c" may be a member of "a" or of "a.b".
    private static string OwnerOf(string path, QapiSchema schema)
    {
        for (int end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
        {
            if (schema.ByName.ContainsKey(path[..end]))
            {
                return path[..end];
            }
        }

        return path;
    }
}
