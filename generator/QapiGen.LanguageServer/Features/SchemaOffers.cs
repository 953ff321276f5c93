using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Syntax;

namespace QapiGen.LanguageServer.Features;

/// <summary>Offers keys, types, values and names by where a place is in a definition.</summary>
internal static class SchemaOffers
{
    // Looked into for files to include: a folder, and what is nearest below it.
    private const int MaxFolders = 64;

    private static readonly string[] Types = ["struct", "union", "alternate", "enum"];
    private static readonly string[] Objects = ["struct", "union"];
    private static readonly Dictionary<string, string> Snippets = new(StringComparer.Ordinal)
    {
        ["enum"] = "{ 'enum': '$1',\n  'data': [ '$2' ] }",
        ["struct"] = "{ 'struct': '$1',\n  'data': { '$2': '$3' } }",
        ["union"] = "{ 'union': '$1',\n  'base': { '$2': '$3' },\n  'discriminator': '$2',\n  'data': { $4 } }",
        ["alternate"] = "{ 'alternate': '$1',\n  'data': { '$2': '$3' } }",
        ["command"] = "{ 'command': '$1',\n  'data': { '$2': '$3' } }",
        ["event"] = "{ 'event': '$1',\n  'data': { '$2': '$3' } }",
        ["include"] = "{ 'include': '$1' }",
        ["pragma"] = "{ 'pragma': { '$1': [ $2 ] } }",
    };

    /// <summary>What may be written.</summary>
    public static IEnumerable<Offer> Find(RootSnapshot root, DocumentOutline document, CursorContext context, int offset)
    {
        if (context.Expects == CursorExpectation.Definition)
        {
            return Snippets.Select(static pair => new Offer(pair.Key, Offer.SnippetKind, "a new " + pair.Key) { Snippet = pair.Value });
        }

        CursorFrame definition = context.Frames[0];
        CursorFrame top = context.Frames[^1];
        string meta = KnownKeys.Kinds.FirstOrDefault(kind => definition.Keys.Contains(kind)) ?? "";
        CompletionSlot slot = CompletionSlots.Find(context, meta);
        return context.Expects switch
        {
            CursorExpectation.Key => Keys(root, slot, meta, definition).Where(offer => !top.Keys.Contains(offer.Text)),
            CursorExpectation.Value => top.Key == "include" && slot == CompletionSlot.Definition ? Modules(root, document, context, offset) : Values(root, slot, meta, definition, top),
            CursorExpectation.Element => Elements(root, slot, context.Frames).Where(offer => !top.Elements.Contains(offer.Text)),
            _ => [],
        };
    }

    private static IEnumerable<Offer> Keys(RootSnapshot root, CompletionSlot slot, string meta, CursorFrame definition)
    {
        IEnumerable<string> keys = slot switch
        {
            CompletionSlot.Definition => meta.Length > 0 ? KnownKeys.Of(meta) : KnownKeys.Kinds.Concat(KnownKeys.Directives),
            CompletionSlot.MemberForm => KnownKeys.Member,
            CompletionSlot.BranchForm => KnownKeys.Branch,
            CompletionSlot.ValueForm => KnownKeys.Value,
            CompletionSlot.FeatureForm => KnownKeys.Feature,
            CompletionSlot.Condition => KnownKeys.Condition,
            CompletionSlot.Pragma => KnownKeys.Pragmas(root.Loaded.Dialect),
            _ => [],
        };
        return slot == CompletionSlot.Branches ? TagValues(root, definition) : keys.Select(static key => new Offer(key, Offer.Property));
    }

    private static IEnumerable<Offer> Values(RootSnapshot root, CompletionSlot slot, string meta, CursorFrame definition, CursorFrame top) => (slot, top.Key) switch
    {
        (CompletionSlot.Definition, "base") => Definitions(root, "struct"),
        (CompletionSlot.Definition, "data") when meta is "command" or "event" => Definitions(root, Objects),
        (CompletionSlot.Definition, "returns") => TypeNames(root),
        (CompletionSlot.Definition, "discriminator") => Discriminators(root, definition),
        (CompletionSlot.Definition, "gen" or "success-response") => [Word("false")],
        (CompletionSlot.Definition, "boxed" or "allow-oob" or "allow-preconfig" or "coroutine") => [Word("true")],
        (CompletionSlot.Pragma, "doc-required") => [Word("true"), Word("false")],
        (CompletionSlot.FeatureForm, "name") => Features(root),
        (_, "if") or (CompletionSlot.Condition, _) => Symbols(root),
        (CompletionSlot.Members or CompletionSlot.Alternatives, _) or (CompletionSlot.MemberForm, "type") => TypeNames(root),
        (CompletionSlot.Branches, _) or (CompletionSlot.BranchForm, "type") => meta == "union" ? Definitions(root, Objects) : TypeNames(root),
        _ => [],
    };

    private static IEnumerable<Offer> Elements(RootSnapshot root, CompletionSlot slot, IReadOnlyList<CursorFrame> frames) => slot switch
    {
        CompletionSlot.TypeArray => TypeNames(root),
        CompletionSlot.Features => Features(root),
        CompletionSlot.Condition => Symbols(root),
        CompletionSlot.PragmaList => frames[^2].Key is "command-name-exceptions" or "command-returns-exceptions" or "returns-whitelist" ? Definitions(root, "command")
            : frames[^2].Key == "member-name-exceptions" ? Definitions(root, Types)
            : Definitions(root, [.. KnownKeys.Kinds]),
        _ => [],
    };

    /// <summary>Types that a member may have.</summary>
    private static IEnumerable<Offer> TypeNames(RootSnapshot root) =>
        root.Schema.Entities.OfType<BuiltinType>().Select(static type => new Offer(type.Name, Offer.Keyword, "built-in") { Rank = "6" }).Concat(Definitions(root, Types));

    private static IEnumerable<Offer> Definitions(RootSnapshot root, params string[] metas) =>
        root.Definitions.Values.Where(found => metas.Contains(found.Definition.Meta))
            .Select(static found => new Offer(found.Definition.Name, Offer.KindOf(found.Definition.Meta), found.Definition.Meta));

    private static IEnumerable<Offer> TagValues(RootSnapshot root, CursorFrame definition)
    {
        DefinitionOutline? values = definition.Strings.TryGetValue("union", out string? union) ? NameTargets.TagEnum(root, union) : null;
        if (values is null
            && definition.Strings.TryGetValue("base", out string? @base) && definition.Strings.TryGetValue("discriminator", out string? discriminator)
            && NameTargets.Part(root, @base, discriminator) is { } tag
            && root.Definitions[tag.Owner].Definition.FindPart(discriminator)?.Type is { } type
            && root.Definitions.TryGetValue(type, out (DocumentOutline, DefinitionOutline Definition) found))
        {
            values = found.Definition;
        }

        return values is { Meta: "enum" } ? values.Parts.Select(part => new Offer(part.Name, Offer.EnumMember, values.Name)) : [];
    }

    private static IEnumerable<Offer> Discriminators(RootSnapshot root, CursorFrame definition)
    {
        string? next = definition.Strings.TryGetValue("base", out string? @base) ? @base : definition.Strings.GetValueOrDefault("union");
        for (int depth = 0; depth < 16 && next is not null && root.Definitions.TryGetValue(next, out (DocumentOutline, DefinitionOutline Definition) found); depth++)
        {
            foreach (OutlinePart part in found.Definition.Parts)
            {
                if (part.Type is { } type && root.Definitions.TryGetValue(type, out (DocumentOutline, DefinitionOutline Definition) values) && values.Definition.Meta == "enum")
                {
                    yield return new Offer(part.Name, Offer.Field, type);
                }
            }

            next = found.Definition.Base;
        }
    }

    private static IEnumerable<Offer> Features(RootSnapshot root) =>
        new[] { Feature.Deprecated, Feature.Unstable }.Concat(Names(root, NameRole.Feature)).Select(static name => new Offer(name, Offer.Constant, "feature"));

    private static IEnumerable<Offer> Symbols(RootSnapshot root) => Names(root, NameRole.Symbol).Select(static name => new Offer(name, Offer.Constant, "symbol"));

    private static IEnumerable<string> Names(RootSnapshot root, NameRole role) =>
        root.Outlines.Values.SelectMany(static document => document.Occurrences).Where(name => name.Role == role).Select(static name => name.Name).Distinct();

    /// <summary>Modules of the root; folders and files, that it doesn't include yet, of this file's folder or the one that is named before the place.</summary>
    private static IEnumerable<Offer> Modules(RootSnapshot root, DocumentOutline document, CursorContext context, int offset)
    {
        string own = document.Document.File.Path;
        string typed = document.Document.File.Text[context.Replaced.Start..offset];
        string lead = typed[..(typed.LastIndexOf('/') + 1)];
        bool isAbsolute = lead.StartsWith('/');
        string folder = SchemaPath.Normalize(isAbsolute ? lead : $"{WorkspaceFolders.FolderOf(own)}/{lead}");
        string inFolder = folder.TrimEnd('/') + "/";
        bool isUp = !isAbsolute && lead.Split('/').All(static part => part is "" or "..");

        // Below all that there is, there is too much.
        IEnumerable<string> files = (isAbsolute ? [folder] : WorkspaceFolders.Below(folder).Take(MaxFolders))
            .SelectMany(static place => WorkspaceFolders.List(place, directories: false)
                .Where(static name => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).Select(name => $"{place.TrimEnd('/')}/{name}"));
        IEnumerable<string> folders = WorkspaceFolders.Inside(folder).Where(name => !IsWayBack(name));
        return root.Outlines.Keys.Where(path => path != own).Select(path => new Offer(SchemaPath.GetModuleName(path, own), Offer.File, "module"))
            .Concat(files.Where(path => path != own && !root.Outlines.ContainsKey(path)).Select(path => path[inFolder.Length..])
                .Where(name => !name.Contains('/', StringComparison.Ordinal) || !IsWayBack(name[..name.IndexOf('/', StringComparison.Ordinal)])).Select(name => new Offer(lead + name, Offer.File, "file")))
            .Concat((isUp ? folders.Prepend("..") : folders).Select(name => new Offer($"{lead}{name}/", Offer.Folder, "folder") { Rank = "7" }));

        // To what is nearer by a shorter way.
        bool IsWayBack(string name) => isUp && own.StartsWith($"{inFolder}{name}/", StringComparison.Ordinal);
    }

    private static Offer Word(string text) => new(text, Offer.Keyword) { IsPlain = true };
}
