using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <summary>Phase 4: resolves and checks each entity in order of entry (spec 5.3).</summary>
/// <remarks>
/// An object type is checked by an iterator that yields what must be checked before it goes on (bases, branch types).
/// A stack of iterators drives them, so that neither long chains of bases nor cycles use up ours.
/// </remarks>
internal sealed partial class Resolver
{
    private readonly EntityTable _table;
    private readonly ObjectType _empty;
    private readonly Dialect _dialect;
    private readonly PragmaState _pragmas;

    // After a syntax error or a failed include nobody knows what would be defined.
    private readonly bool _isPartial;
    private readonly Stack<(EntityEntry Entry, IEnumerator<EntityEntry> Steps)> _running = new();

    public Resolver(EntityTable table, ObjectType empty, Dialect dialect, PragmaState pragmas, bool isPartial)
    {
        _table = table;
        _empty = empty;
        _dialect = dialect;
        _pragmas = pragmas;
        _isPartial = isPartial;
    }

    /// <summary>Resolves an entity; what it needs first is resolved on the way.</summary>
    public void Resolve(EntityEntry entry)
    {
        if (entry.State == CheckState.Done)
        {
            return;
        }

        if (entry.Element is { } element)
        {
            entry.State = CheckState.Done;
            ResolveElement(entry, element);
        }
        else if (entry.Entity is ObjectType)
        {
            Run(entry);
        }
        else if (entry.Shape is { } shape)
        {
            entry.State = CheckState.Done;
            ResolveOther(entry, shape);
        }

        MarkIncomplete(entry);
    }

    private static void MarkIncomplete(EntityEntry entry)
    {
        if (entry is { IsDefinition: true, Entity: { } entity, Shape.Scope.HasFault: true })
        {
            entity.IsIncomplete = true;
        }
    }

    private void ResolveOther(EntityEntry entry, DefinitionShape shape)
    {
        // The implicit enum of a simple union: its values are the branches (spec T-12).
        if (!entry.IsDefinition)
        {
            CheckValues(shape.Scope, shape.Branches);
            return;
        }

        FeatureRules.Check(shape.Scope, shape.Features, "the " + shape.Scope.Meta);
        switch (shape.Kind)
        {
            case DefinitionKind.Enum:
                CheckTypeFeatures(shape);
                CheckValues(shape);
                break;
            case DefinitionKind.Alternate:
                CheckTypeFeatures(shape);
                ResolveAlternate((AlternateType)entry.Entity!, shape);
                break;
            case DefinitionKind.Command:
                entry.Entity = ResolveCommand(shape);
                break;
            case DefinitionKind.Event:
                entry.Entity = ResolveEvent(shape);
                break;
        }
    }

    private void Run(EntityEntry first)
    {
        Start(first);
        while (_running.Count > 0)
        {
            (EntityEntry entry, IEnumerator<EntityEntry> steps) = _running.Peek();
            if (!steps.MoveNext())
            {
                steps.Dispose();
                entry.State = CheckState.Done;
                MarkIncomplete(entry);
                _running.Pop();
            }
            else if (steps.Current.State == CheckState.NotStarted)
            {
                Start(steps.Current);
            }
        }
    }

    private void Start(EntityEntry entry)
    {
        entry.State = CheckState.Running;
        _running.Push((entry, CheckObject(entry, (ObjectType)entry.Entity!).GetEnumerator()));
    }

    // Spec S-64.
    private void CheckTypeFeatures(DefinitionShape shape)
    {
        foreach (Feature feature in shape.Features)
        {
            if (feature.Name == Feature.Deprecated || (feature.Name == Feature.Unstable && !_dialect.AllowsUnstableTypes))
            {
                shape.Scope.Report(SchemaRules.FeatureNotForTypes, feature.Location!.Span, feature.Name);
            }
        }
    }

    // Once, if nothing is found: it depends on the definition alone.
    private static void CheckValues(DefinitionShape shape)
    {
        if (shape.Known is { HasSoundValues: true })
        {
            return;
        }

        int findings = shape.Scope.FindingCount;
        CheckValues(shape.Scope, shape.Parts);
        if (shape.Known is { } known)
        {
            known.HasSoundValues = shape.Scope.FindingCount == findings;
        }
    }

    // Spec S-66, N-11.
    private static void CheckValues(DefinitionScope scope, IReadOnlyList<PartShape> parts)
    {
        var seen = new Dictionary<string, PartShape>(System.StringComparer.Ordinal);
        foreach (PartShape part in parts)
        {
            string key = part.ClashKey;
            if (part.IsUsable && seen.TryGetValue(key, out PartShape? earlier))
            {
                var related = new RelatedLocation(earlier.Location, "the other value");
                scope.Report(SchemaRules.DuplicateValue, part.Span, new[] { part.Name, earlier.Name }, related);
            }
            else if (part.IsUsable)
            {
                seen.Add(key, part);
            }

            FeatureRules.Check(scope, part.Features, "value", part.Name);
        }
    }

    // Spec S-65.
    private void ResolveElement(EntityEntry entry, TypeReference element)
    {
        if (entry.Entity is null && IsFault(element))
        {
            DefinitionScope scope = entry.Shape!.Scope;
            scope.Report(SchemaRules.UnknownType, element.Span, scope.Meta, element.Name);
        }
    }

    private bool IsFault(TypeReference reference) => !_isPartial && !_table.IsLost(reference.Name);

    /// <summary>Finds what a reference means, or reports that it means nothing.</summary>
    private SchemaType? Find(TypeReference? reference, DefinitionScope scope, string user, string? name = null)
    {
        if (reference is null)
        {
            return null;
        }

        SchemaType? type = reference.IsArray ? _table.FindArray(reference.Name) : _table.FindType(reference.Name);

        // The first mention of an array has been reported as its own fault.
        if (type is null && IsFault(reference) && !(reference.IsArray && _table.IsFirstMention(reference)))
        {
            scope.Report(SchemaRules.UnknownType, reference.Span, Wording.Owner(user, name), reference.Name);
        }

        return type;
    }
}
