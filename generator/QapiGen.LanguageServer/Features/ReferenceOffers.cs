using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Outline;

namespace QapiGen.LanguageServer.Features;

/// <summary>Offers what a cross reference in documentation may lead to.</summary>
internal static class ReferenceOffers
{
    /// <summary>What may be written between the marks.</summary>
    /// <param name="root">The root.</param>
    /// <param name="documented">What the documentation is of, or null.</param>
    /// <param name="role">The role before the reference, such as <c>qapi:struct</c>; empty without one.</param>
    /// <param name="typed">What stands before the place.</param>
    public static IEnumerable<Offer> Find(RootSnapshot root, DefinitionOutline? documented, string role, string typed)
    {
        if (role.Length > 0 && role != "any" && !role.StartsWith("qapi:", StringComparison.Ordinal))
        {
            // Of documents, commands of a shell, …
            return [];
        }

        if (role is "qapi:mod" or "qapi:module")
        {
            return root.Loaded.Files.Select(static file => new Offer(
                file.ModuleName.EndsWith(".json", StringComparison.Ordinal) ? file.ModuleName[..^".json".Length] : file.ModuleName, Offer.File, "module"));
        }

        string lead = typed[..(typed.LastIndexOf('.') + 1)];
        if (lead.Length > 0 && Owner(root, documented, lead[..^1]) is { } owner)
        {
            return Parts(root, owner).Select(offer => offer with { Text = lead + offer.Text });
        }

        IEnumerable<Offer> definitions = root.Definitions.Values.Where(found => IsOf(role, found.Definition.Meta))
            .Select(static found => new Offer(found.Definition.Name, Offer.KindOf(found.Definition.Meta), found.Definition.Meta));
        return role == "qapi:member" && documented is not null ? Parts(root, documented).Select(static offer => offer with { Rank = "1" }).Concat(definitions) : definitions;
    }

    // Of a member any definition may be the first part.
    private static bool IsOf(string role, string meta) => role switch
    {
        "qapi:cmd" => meta == "command",
        "qapi:alt" => meta == "alternate",
        "qapi:obj" or "qapi:object" => meta is "struct" or "union",
        "qapi:type" => meta is "struct" or "union" or "alternate" or "enum",
        "qapi:command" or "qapi:event" or "qapi:struct" or "qapi:union" or "qapi:alternate" or "qapi:enum" => role["qapi:".Length..] == meta,
        _ => true,
    };

    // A definition, or the type of a member of one or of what is documented.
    private static DefinitionOutline? Owner(RootSnapshot root, DefinitionOutline? documented, string path)
    {
        if (root.Definitions.TryGetValue(path, out (DocumentOutline, DefinitionOutline Definition) whole))
        {
            return whole.Definition;
        }

        string[] names = path.Split('.');
        DefinitionOutline? owner = documented;
        for (int i = 0; i < names.Length; i++)
        {
            string? next = i == 0 && root.Definitions.ContainsKey(names[i]) ? names[i] : owner is null ? null : TypeOf(root, owner.Name, names[i]);
            if (next is null || !root.Definitions.TryGetValue(next, out (DocumentOutline, DefinitionOutline Definition) found))
            {
                return null;
            }

            owner = found.Definition;
        }

        return owner;
    }

    private static string? TypeOf(RootSnapshot root, string owner, string name) =>
        NameTargets.Part(root, owner, name) is { } part ? root.Definitions[part.Owner].Definition.FindPart(name)?.Type : null;

    // Its own, those of its base or data, and those of its branches.
    private static IEnumerable<Offer> Parts(RootSnapshot root, DefinitionOutline definition)
    {
        DefinitionOutline? next = definition;
        for (int depth = 0; depth < 16 && next is not null; depth++)
        {
            foreach (OutlinePart part in next.Parts.Concat(next.Branches))
            {
                yield return new Offer(part.Name, Offer.Field, part.Type) { Rank = depth == 0 ? "5" : "7" };
            }

            next = (next.Base ?? next.Data) is { } name && root.Definitions.TryGetValue(name, out (DocumentOutline, DefinitionOutline Definition) found) ? found.Definition : null;
        }

        foreach (OutlinePart branch in definition.Branches)
        {
            if (branch.Type is { } type && root.Definitions.TryGetValue(type, out (DocumentOutline, DefinitionOutline Definition) found))
            {
                foreach (OutlinePart part in found.Definition.Parts)
                {
                    yield return new Offer(part.Name, Offer.Field, $"{type}: {part.Type}") { Rank = "8" };
                }
            }
        }
    }
}
