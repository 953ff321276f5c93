using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Model;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Says what is known about a name.</summary>
internal static class Hovers
{
    /// <summary>What is known about the name at a place; null if there is none.</summary>
    public static Hover? Show(RequestScope scope, TextDocumentPositionParams at, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        HoverStyle style = HoverStyle.For(scope.Client);
        foreach ((RootSnapshot root, Use use, NameTarget target) in Navigation.NamesAt(scope, at.TextDocument, at.Position))
        {
            if (Describe(style, root, use, target) is { } text)
            {
                return new Hover(new MarkupContent(style.Kind, text), scope.Positions.ToRange(use.Document.Document.File, use.Occurrence.Span));
            }
        }

        return ShowKey(scope, style, at);
    }

    // A key isn't a name: what it means depends on what it is a key of.
    private static Hover? ShowKey(RequestScope scope, HoverStyle style, TextDocumentPositionParams at)
    {
        foreach ((RootSnapshot root, DocumentOutline document) in scope.Find(at.TextDocument))
        {
            SchemaFile file = document.Document.File;
            CursorContext context = CursorContext.Find(file, root.Loaded.Dialect, scope.Positions.ToOffset(file, at.Position));
            if (context is not { Expects: CursorExpectation.Key, IsInString: true })
            {
                return null;
            }

            string key = file.Text.Substring(context.Replaced.Start, context.Replaced.Length);
            string meta = KnownKeys.Kinds.FirstOrDefault(kind => context.Frames[0].Keys.Contains(kind)) ?? "";
            return KeyTexts.Find(CompletionSlots.Find(context, meta), meta, key) is { } text
                ? new Hover(new MarkupContent(style.Kind, $"{style.Name(key)}: {style.Plain(text)}"), scope.Positions.ToRange(file, context.Replaced))
                : null;
        }

        return null;
    }

    private static string? Describe(HoverStyle style, RootSnapshot root, Use use, NameTarget target) => target.Kind switch
    {
        TargetKind.Definition => DescribeDefinition(style, root, target.Name),
        TargetKind.Part => DescribePart(style, root, target),
        TargetKind.Feature => DescribeFeature(style, root, target),
        TargetKind.Symbol => DescribeSymbol(style, root, target.Name),
        TargetKind.File => DescribeFile(style, root, use),
        _ => null,
    };

    /// <summary>What is known about a definition; null if there is none of this name.</summary>
    public static string? DescribeDefinition(HoverStyle style, RootSnapshot root, string name)
    {
        root.Schema.ByName.TryGetValue(name, out SchemaEntity? entity);
        bool isWritten = root.Definitions.TryGetValue(name, out (DocumentOutline Document, DefinitionOutline Definition) found);
        if (!isWritten)
        {
            return entity is BuiltinType or EnumType ? $"{style.Name(name)}: a built-in type" : null;
        }

        var text = new StringBuilder();
        text.Append(style.Signature(entity is null ? $"{found.Definition.Meta} '{name}'" : EntityText.Signature(found.Definition.Meta, entity))).Append('\n');
        AppendFacts(style, text, entity);
        DefinitionDoc? doc = Document(found.Definition.Syntax.Documentation);
        AppendDocumentation(style, text, doc);
        if (entity is SchemaType type)
        {
            AppendReach(style, text, root, type);
        }

        return text.ToString().TrimEnd();
    }

    private static string DescribePart(HoverStyle style, RootSnapshot root, NameTarget target)
    {
        root.Schema.ByName.TryGetValue(target.Owner, out SchemaEntity? entity);
        var text = new StringBuilder();
        text.Append(style.Signature(EntityText.Part(entity, target.Name) ?? $"{target.Owner}.{target.Name}")).Append('\n');
        if (EntityText.FindMember(entity, target.Name) is { } member)
        {
            AppendFacts(style, text, member.Condition, member.Features);
        }
        else if ((entity as EnumType)?.Values.FirstOrDefault(value => value.Name == target.Name) is { } value)
        {
            AppendFacts(style, text, value.Condition, value.Features);
        }

        if (root.Definitions.TryGetValue(target.Owner, out (DocumentOutline Document, DefinitionOutline Definition) found)
            && Document(found.Definition.Syntax.Documentation)?.FindMember(target.Name) is { } entry)
        {
            text.Append('\n').Append(style.Write(entry.Content)).Append('\n');
            text.Append(entry.Since is null ? "" : $"\n{style.Remark("Since", entry.Since)}\n");
        }

        return text.ToString().TrimEnd();
    }

    private static string DescribeFeature(HoverStyle style, RootSnapshot root, NameTarget target)
    {
        DefinitionDoc? doc = root.Definitions.TryGetValue(target.Owner, out (DocumentOutline, DefinitionOutline Definition) found) ? Document(found.Definition.Syntax.Documentation) : null;
        string said = doc?.FindFeature(target.Name) is { } entry ? "\n\n" + style.Write(entry.Content) : "";
        int uses = root.Outlines.Values.Sum(outline => outline.Occurrences.Count(name => name.Role == NameRole.Feature && name.Name == target.Name));
        return $"feature {style.Name(target.Name)}, at {Count(uses, "place")}{said}";
    }

    private static string DescribeSymbol(HoverStyle style, RootSnapshot root, string name)
    {
        int uses = root.Outlines.Values.Sum(outline => outline.Occurrences.Count(use => use.Role == NameRole.Symbol && use.Name == name));
        return $"{style.Name(name)}: a symbol of the build, in {Count(uses, "condition")}";
    }

    private static string? DescribeFile(HoverStyle style, RootSnapshot root, Use use)
    {
        string name = Schema.Loading.SchemaPath.GetFileName(use.Occurrence.Name);
        DocumentOutline? file = root.Outlines.Where(pair => Schema.Loading.SchemaPath.GetFileName(pair.Key) == name).Select(static pair => pair.Value).FirstOrDefault();
        return file is null ? null : $"{style.Name(file.Document.File.Path)}, {Count(file.Definitions.Count, "definition")}";
    }

    private static void AppendFacts(HoverStyle style, StringBuilder text, SchemaEntity? entity)
    {
        if (entity is CommandDefinition command)
        {
            string[] flags =
            [
                .. (command.AllowsOutOfBand ? ["may run out-of-band"] : Array.Empty<string>()),
                .. (command.AllowsPreconfig ? ["may run before the machine exists"] : Array.Empty<string>()),
                .. (command.HasSuccessResponse ? Array.Empty<string>() : ["answers only if it fails"]),
            ];
            text.Append(flags.Length > 0 ? $"\n{string.Join("; ", flags)}\n" : "");
        }

        if (entity is not null)
        {
            AppendFacts(style, text, entity.Condition, entity.Features);
        }
    }

    private static void AppendFacts(HoverStyle style, StringBuilder text, Condition? condition, EquatableArray<Feature> features)
    {
        text.Append(condition is null ? "" : $"\n{style.Aside("if")} {style.Name(ConditionPhrase.Of(condition))}\n");
        text.Append(features.Count == 0 ? "" : $"\n{style.Aside("features")} {string.Join(", ", features.Select(feature => style.Name(feature.Name)))}\n");
    }

    private static void AppendDocumentation(HoverStyle style, StringBuilder text, DefinitionDoc? doc)
    {
        if (doc is null)
        {
            return;
        }

        Section(style.Write(doc.Body));
        foreach (DocEntry entry in doc.Members.Concat(doc.Features))
        {
            text.Append("\n- ").Append(style.Write(style.Name(entry.Name) + ":", entry.Content, "  "));
        }

        text.Append(doc.Members.Count + doc.Features.Count > 0 ? "\n" : "");
        Section(doc.Returns.Count > 0 ? style.Write(style.Label("Returns:"), doc.Returns) : "");
        Section(doc.Errors.Count > 0 ? style.Write(style.Label("Errors:"), doc.Errors) : "");
        Section(style.Write(doc.Further));
        Section(doc.ToDo.Count > 0 ? style.Write(style.Label("TODO:"), doc.ToDo) : "");
        Section(doc.SinceText.Length > 0 ? style.Remark("Since", doc.SinceText) : "");

        void Section(string content) => text.Append(content.Length > 0 ? $"\n{content}\n" : "");
    }

    private static void AppendReach(HoverStyle style, StringBuilder text, RootSnapshot root, SchemaType type)
    {
        (IReadOnlyList<string> sent, IReadOnlyList<string> returned, IReadOnlyList<string> events) = root.Reach.Value.Find(type);
        string[] ways =
        [
            .. sent.Count > 0 ? [$"sent by {Names(style, sent, "command")}"] : Array.Empty<string>(),
            .. returned.Count > 0 ? [$"returned by {Names(style, returned, "command")}"] : Array.Empty<string>(),
            .. events.Count > 0 ? [$"received in {Names(style, events, "event")}"] : Array.Empty<string>(),
        ];
        text.Append(ways.Length > 0 ? $"\n{style.Ruler}{string.Join("; ", ways)}\n" : $"\n{style.Ruler}used by no command and no event\n");
    }

    private static string Names(HoverStyle style, IReadOnlyList<string> names, string what)
    {
        const int Shown = 3;
        string more = names.Count > Shown ? ", …" : "";
        return $"{Count(names.Count, what)} ({string.Join(", ", names.Take(Shown).Select(style.Name))}{more})";
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static DefinitionDoc? Document(DocBlock? block) => block is null ? null : DocReader.Read(block);
}
