using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Outline;

namespace QapiGen.LanguageServer.Features;

/// <summary>Finds what names mean, and where what they mean is named.</summary>
internal static class NameTargets
{
    private const int MaxBases = 64;

    /// <summary>What a name means; null if nothing is known.</summary>
    public static NameTarget? Resolve(RootSnapshot root, NameOccurrence name) => name.Role switch
    {
        NameRole.Definition or NameRole.Type or NameRole.PragmaName or NameRole.DocSymbol => new NameTarget(TargetKind.Definition, "", name.Name),
        NameRole.Member or NameRole.Value or NameRole.Alternative => new NameTarget(TargetKind.Part, name.Owner, name.Name),
        NameRole.Branch => Branch(root, name.Owner, name.Name),
        NameRole.Discriminator or NameRole.DocMember => Part(root, name.Owner, name.Name) ?? new NameTarget(TargetKind.Part, name.Owner, name.Name),
        NameRole.DocMention => Part(root, name.Owner, name.Name) ?? (root.Definitions.ContainsKey(name.Name) ? new NameTarget(TargetKind.Definition, "", name.Name) : null),
        NameRole.DocReference => (root.Definitions.ContainsKey(name.Name) ? null : Part(root, name.Owner, name.Name)) ?? new NameTarget(TargetKind.Definition, "", name.Name),
        NameRole.DocPart => PartBehind(root, name),
        NameRole.DocCommand => Message(root, "command", name.Name),
        NameRole.DocEvent => Message(root, "event", name.Name),
        NameRole.Feature or NameRole.DocFeature => new NameTarget(TargetKind.Feature, name.Owner, name.Name),
        NameRole.Symbol => new NameTarget(TargetKind.Symbol, "", name.Name),
        NameRole.Include => new NameTarget(TargetKind.File, "", name.Name),
        _ => null,
    };

    /// <summary>The member, value or branch that a definition knows by a name: its own, or one that it inherits.</summary>
    public static NameTarget? Part(RootSnapshot root, string owner, string name)
    {
        string? next = owner;
        for (int depth = 0; depth < MaxBases && next is not null; depth++)
        {
            if (!root.Definitions.TryGetValue(next, out (DocumentOutline Document, DefinitionOutline Definition) found))
            {
                return null;
            }

            if (found.Definition.FindPart(name) is not null)
            {
                return new NameTarget(TargetKind.Part, next, name);
            }

            foreach (OutlinePart branch in found.Definition.Branches)
            {
                if (branch.Name == name)
                {
                    return Branch(root, next, name);
                }
            }

            next = found.Definition.Base ?? found.Definition.Data;
        }

        return null;
    }

    /// <summary>The enum that a union's discriminator has, or null.</summary>
    public static DefinitionOutline? TagEnum(RootSnapshot root, string union)
    {
        if (!root.Definitions.TryGetValue(union, out (DocumentOutline, DefinitionOutline Definition) found)
            || found.Definition.Discriminator is not { } discriminator
            || Part(root, union, discriminator) is not { Kind: TargetKind.Part } tag
            || root.Definitions[tag.Owner].Definition.FindPart(discriminator)?.Type is not { } type)
        {
            return null;
        }

        return root.Definitions.TryGetValue(type, out (DocumentOutline, DefinitionOutline Definition) values) && values.Definition.Meta == "enum" ? values.Definition : null;
    }

    /// <summary>Where something is declared.</summary>
    public static IEnumerable<Use> Declarations(RootSnapshot root, NameTarget target)
    {
        string definition = target.Kind == TargetKind.Definition ? target.Name : target.Owner;
        if (target.Kind is TargetKind.Symbol or TargetKind.File || !root.Definitions.TryGetValue(definition, out (DocumentOutline Document, DefinitionOutline Definition) found))
        {
            yield break;
        }

        foreach (NameOccurrence name in found.Document.Occurrences)
        {
            if (name.Name == target.Name && (target.Kind == TargetKind.Definition || name.Owner == target.Owner) && Declares(name.Role, target.Kind))
            {
                yield return new Use(found.Document, name);
            }
        }
    }

    /// <summary>Every place that names something, declarations included.</summary>
    public static IEnumerable<Use> Uses(RootSnapshot root, NameTarget target, CancellationToken cancellationToken)
    {
        foreach (LoadedFile file in root.Loaded.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DocumentOutline document = root.Outlines[file.Document.File.Path];
            foreach (NameOccurrence name in document.Occurrences)
            {
                if (name.Name == target.Name && Resolve(root, name) == target)
                {
                    yield return new Use(document, name);
                }
            }
        }
    }

    /// <summary>Whether a name in this role declares such a thing.</summary>
    public static bool Declares(NameRole role, TargetKind kind) => kind switch
    {
        TargetKind.Definition => role == NameRole.Definition,
        TargetKind.Part => role is NameRole.Member or NameRole.Value or NameRole.Alternative or NameRole.Branch,
        TargetKind.Feature => role == NameRole.Feature,
        _ => false,
    };

    // Behind a definition its part, or one of what it returns; behind a member one of its type, behind a module a definition.
    private static NameTarget? PartBehind(RootSnapshot root, NameOccurrence part)
    {
        NameOccurrence before = part.Before!;
        return Resolve(root, before) switch
        {
            { Kind: TargetKind.Part } member => root.Definitions[member.Owner].Definition.FindPart(member.Name)?.Type is { } type ? Part(root, type, part.Name) : null,
            { Kind: TargetKind.Definition } definition when root.Definitions.TryGetValue(definition.Name, out (DocumentOutline, DefinitionOutline Definition) found) =>
                !part.IsOfElement ? Part(root, definition.Name, part.Name) ?? PartOfBranch(root, found.Definition, part.Name) : found.Definition.Returns is { } result ? Part(root, result, part.Name) : null,
            _ => root.Definitions.ContainsKey(part.Name) && root.Loaded.Files.Any(file => file.ModuleName == before.Name + ".json") ? new NameTarget(TargetKind.Definition, "", part.Name) : null,
        };
    }

    private static NameTarget? PartOfBranch(RootSnapshot root, DefinitionOutline union, string name) =>
        union.Branches.Select(branch => branch.Type is { } type ? Part(root, type, name) : null).FirstOrDefault(static part => part is not null);

    private static NameTarget? Message(RootSnapshot root, string meta, string name) =>
        root.Definitions.TryGetValue(name, out (DocumentOutline, DefinitionOutline Definition) found) && found.Definition.Meta == meta ? new NameTarget(TargetKind.Definition, "", name) : null;

    // A branch is the value of an enum; a simple union's (5.2) is its own.
    private static NameTarget Branch(RootSnapshot root, string union, string name) =>
        new NameTarget(TargetKind.Part, TagEnum(root, union)?.Name ?? union, name);
}
