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
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Says what is known about a name.</summary>
internal static class Hovers
{
    /// <summary>What is known about the name at a place; null if there is none.</summary>
    public static Hover? Show(RequestScope scope, TextDocumentPositionParams at, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach ((RootSnapshot root, Use use, NameTarget target) in Navigation.NamesAt(scope, at.TextDocument, at.Position))
        {
            if (Describe(root, use, target) is { } text)
            {
                return new Hover(MarkupContent.Markdown(text), scope.Positions.ToRange(use.Document.Document.File, use.Occurrence.Span));
            }
        }

        return null;
    }

    private static string? Describe(RootSnapshot root, Use use, NameTarget target) => target.Kind switch
    {
        TargetKind.Definition => DescribeDefinition(root, target.Name),
        TargetKind.Part => DescribePart(root, target),
        TargetKind.Feature => DescribeFeature(root, target),
        TargetKind.Symbol => DescribeSymbol(root, target.Name),
        TargetKind.File => DescribeFile(root, use),
        _ => null,
    };

    /// <summary>What is known about a definition; null if there is none of this name.</summary>
    public static string? DescribeDefinition(RootSnapshot root, string name)
    {
        root.Schema.ByName.TryGetValue(name, out SchemaEntity? entity);
        bool isWritten = root.Definitions.TryGetValue(name, out (DocumentOutline Document, DefinitionOutline Definition) found);
        if (!isWritten)
        {
            return entity is BuiltinType or EnumType ? $"{MarkdownText.Code(name)}: a built-in type" : null;
        }

        var text = new StringBuilder();
        text.Append(DocMarkdown.Block(entity is null ? $"{found.Definition.Meta} '{name}'" : EntityText.Signature(found.Definition.Meta, entity), "qapi")).Append('\n');
        AppendFacts(text, entity);
        DefinitionDoc? doc = Document(found.Definition.Syntax.Documentation);
        AppendDocumentation(text, doc);
        if (entity is SchemaType type)
        {
            AppendReach(text, root, type);
        }

        return text.ToString().TrimEnd();
    }

    private static string DescribePart(RootSnapshot root, NameTarget target)
    {
        root.Schema.ByName.TryGetValue(target.Owner, out SchemaEntity? entity);
        var text = new StringBuilder();
        text.Append(DocMarkdown.Block(EntityText.Part(entity, target.Name) ?? $"{target.Owner}.{target.Name}", "qapi")).Append('\n');
        if (EntityText.FindMember(entity, target.Name) is { } member)
        {
            AppendFacts(text, member.Condition, member.Features);
        }
        else if ((entity as EnumType)?.Values.FirstOrDefault(value => value.Name == target.Name) is { } value)
        {
            AppendFacts(text, value.Condition, value.Features);
        }

        if (root.Definitions.TryGetValue(target.Owner, out (DocumentOutline Document, DefinitionOutline Definition) found)
            && Document(found.Definition.Syntax.Documentation)?.FindMember(target.Name) is { } entry)
        {
            text.Append('\n').Append(DocMarkdown.Write(entry.Content)).Append('\n');
            text.Append(entry.Since is null ? "" : $"\n*Since {DocMarkdown.Escape(entry.Since)}*\n");
        }

        return text.ToString().TrimEnd();
    }

    private static string DescribeFeature(RootSnapshot root, NameTarget target)
    {
        DefinitionDoc? doc = root.Definitions.TryGetValue(target.Owner, out (DocumentOutline, DefinitionOutline Definition) found) ? Document(found.Definition.Syntax.Documentation) : null;
        string said = doc?.FindFeature(target.Name) is { } entry ? "\n\n" + DocMarkdown.Write(entry.Content) : "";
        int uses = root.Outlines.Values.Sum(outline => outline.Occurrences.Count(name => name.Role == NameRole.Feature && name.Name == target.Name));
        return $"feature {MarkdownText.Code(target.Name)}, at {Count(uses, "place")}{said}";
    }

    private static string DescribeSymbol(RootSnapshot root, string name)
    {
        int uses = root.Outlines.Values.Sum(outline => outline.Occurrences.Count(use => use.Role == NameRole.Symbol && use.Name == name));
        return $"{MarkdownText.Code(name)}: a symbol of the build, in {Count(uses, "condition")}";
    }

    private static string? DescribeFile(RootSnapshot root, Use use)
    {
        string name = Schema.Loading.SchemaPath.GetFileName(use.Occurrence.Name);
        DocumentOutline? file = root.Outlines.Where(pair => Schema.Loading.SchemaPath.GetFileName(pair.Key) == name).Select(static pair => pair.Value).FirstOrDefault();
        return file is null ? null : $"{MarkdownText.Code(file.Document.File.Path)}, {Count(file.Definitions.Count, "definition")}";
    }

    private static void AppendFacts(StringBuilder text, SchemaEntity? entity)
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
            AppendFacts(text, entity.Condition, entity.Features);
        }
    }

    private static void AppendFacts(StringBuilder text, Condition? condition, EquatableArray<Feature> features)
    {
        text.Append(condition is null ? "" : $"\n*if* {MarkdownText.Code(ConditionPhrase.Of(condition))}\n");
        text.Append(features.Count == 0 ? "" : $"\n*features* {string.Join(", ", features.Select(static feature => MarkdownText.Code(feature.Name)))}\n");
    }

    private static void AppendDocumentation(StringBuilder text, DefinitionDoc? doc)
    {
        if (doc is null)
        {
            return;
        }

        Section(DocMarkdown.Write(doc.Body));
        foreach (DocEntry entry in doc.Members.Concat(doc.Features))
        {
            text.Append("\n- ").Append(DocMarkdown.Write(MarkdownText.Code(entry.Name) + ":", entry.Content, "  "));
        }

        text.Append(doc.Members.Count + doc.Features.Count > 0 ? "\n" : "");
        Section(doc.Returns.Count > 0 ? DocMarkdown.Write("**Returns:**", doc.Returns) : "");
        Section(doc.Errors.Count > 0 ? DocMarkdown.Write("**Errors:**", doc.Errors) : "");
        Section(DocMarkdown.Write(doc.Further));
        Section(doc.SinceText.Length > 0 ? $"*Since {DocMarkdown.Escape(doc.SinceText)}*" : "");

        void Section(string content) => text.Append(content.Length > 0 ? $"\n{content}\n" : "");
    }

    private static void AppendReach(StringBuilder text, RootSnapshot root, SchemaType type)
    {
        (IReadOnlyList<string> sent, IReadOnlyList<string> returned, IReadOnlyList<string> events) = root.Reach.Value.Find(type);
        string[] ways =
        [
            .. sent.Count > 0 ? [$"sent by {Names(sent, "command")}"] : Array.Empty<string>(),
            .. returned.Count > 0 ? [$"returned by {Names(returned, "command")}"] : Array.Empty<string>(),
            .. events.Count > 0 ? [$"received in {Names(events, "event")}"] : Array.Empty<string>(),
        ];
        text.Append(ways.Length > 0 ? $"\n---\n{string.Join("; ", ways)}\n" : "\n---\nused by no command and no event\n");
    }

    private static string Names(IReadOnlyList<string> names, string what)
    {
        const int Shown = 3;
        string more = names.Count > Shown ? ", …" : "";
        return $"{Count(names.Count, what)} ({string.Join(", ", names.Take(Shown).Select(static name => MarkdownText.Code(name)))}{more})";
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static DefinitionDoc? Document(DocBlock? block) => block is null ? null : DocReader.Read(block);
}
