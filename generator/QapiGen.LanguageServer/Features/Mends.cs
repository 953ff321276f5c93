using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Model;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Mends for rules.</summary>
internal static class Mends
{
    // A description has to say something.
    private const string Placeholder = "(to be described)";

    /// <summary>The mends of a finding; none if there are none for its rule.</summary>
    public static IEnumerable<Mend> Find(RootSnapshot root, DocumentOutline document, SchemaDiagnostic diagnostic) =>
        WithLineEnds(FindAny(root, document, diagnostic)).Concat(diagnostic.Rule.Id == "QAPI2023" ? Wrap(document.Document.File, diagnostic.Location!.Span) : []);

    private static IEnumerable<Mend> WithLineEnds(IEnumerable<Mend> mends) =>
        mends.Select(static mend => mend with { Text = mend.Text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", LineEnds.At(mend.File, mend.Span.Start), StringComparison.Ordinal) });

    private static IEnumerable<Mend> FindAny(RootSnapshot root, DocumentOutline document, SchemaDiagnostic diagnostic)
    {
        SchemaFile file = document.Document.File;
        SourceSpan span = diagnostic.Location!.Span;
        DefinitionOutline? definition = document.FindDefinitionAt(span.Start);
        return diagnostic.Rule.Id switch
        {
            "QAPI0014" => Separate(root, file, span, "'", '}'),
            "QAPI0017" => Separate(root, file, span, "'{[", ']'),
            "QAPI0041" => Quoted(diagnostic.Arguments[2]).Select((include, i) => new Mend($"Change to '{include}'", file, new SourceSpan(span.Start + 1, Math.Max(span.Length - 2, 0)), include, i == 0)),
            "QAPI1022" => Similar(file, span, root.Schema.Entities.OfType<BuiltinType>().Select(static type => type.Name).Concat(TypeNames(root))),
            "QAPI0033" => Similar(file, span, KnownKeys.Pragmas(root.Loaded.Dialect)),
            "QAPI1001" when file.Text[span.Start] == '\'' => Similar(file, span, KnownKeys.Kinds.Concat(KnownKeys.Directives)),
            "QAPI1008" when definition is not null => MisspeltKeys(definition, diagnostic.Related.Select(static item => item.Location), Quoted(diagnostic.Arguments[1])),
            "QAPI1009" when definition is not null => MisspeltKeys(definition, diagnostic.Related.Select(static item => item.Location).Prepend(diagnostic.Location), Quoted(diagnostic.Arguments[2])),
            "QAPI1016" when definition is not null => MisspeltKeys(definition, [diagnostic.Location], KnownKeys.Condition),
            "QAPI1014" when definition is not null => MendFlag(file, definition, diagnostic),
            "QAPI1028" => Similar(file, span, Quoted(diagnostic.Arguments[2])),
            "QAPI1031" when definition is not null && NameTargets.TagEnum(root, definition.Name) is { } tag => Similar(file, span, tag.Parts.Select(static part => part.Name)),
            "QAPI1005" when definition is not null => AllowName(root, definition, span),
            "QAPI1040" when definition is not null => AddToPragma(root, "command-returns-exceptions", definition.Name),
            "QAPI2024" => [new Mend("Put two blanks between sentences", file, new SourceSpan(span.Start, span.Length), Widen(file, span), true)],
            "QAPI2040" when definition is not null => [AddDocumentation(root, file, definition)],
            "QAPI2041" when definition?.Syntax.Documentation is { } block => [new Mend($"Document '{definition.Name}'", file, block.SymbolSpan, definition.Name, true)],
            "QAPI2043" or "QAPI2044" when definition is not null => Undocumented(root, file, definition, diagnostic),
            "QAPI2045" when definition is not null => Misnamed(document, definition, diagnostic),
            _ => [],
        };
    }

    // Before the next definition, or the end, all that is open lacks its end; what could be the next item lacks a comma; anything else, but for a colon, what encloses the items.
    private static Mend[] Separate(RootSnapshot root, SchemaFile file, SourceSpan at, string items, char end)
    {
        char next = file.Text.AsSpan(at.Start).IsWhiteSpace() ? '\0' : file.Text[at.Start];
        bool isBehind = next == '\0' || (next == '{' && file.GetEditorPosition(at.Start).Character == 0);
        string ends = isBehind ? string.Join(' ', CursorContext.Find(file, root.Loaded.Dialect, at.Start).Frames.Reverse().Select(static frame => frame.IsObject ? '}' : ']')) : "";
        return next == ':' ? [] : [Insert(file, at, ends.Length > 0 ? ends : !isBehind && items.Contains(next) ? "," : end.ToString())];
    }

    private static Mend Insert(SchemaFile file, SourceSpan at, string what)
    {
        // Behind what comes before, not in front of what is next.
        int end = at.Start;
        while (end > 0 && char.IsWhiteSpace(file.Text[end - 1]))
        {
            end--;
        }

        return new Mend($"Insert '{what}'", file, new SourceSpan(end, 0), what == "," ? what : " " + what, true);
    }

    private static IEnumerable<Mend> Similar(SchemaFile file, SourceSpan span, IEnumerable<string> candidates)
    {
        SourceSpan inside = file.Text[span.Start] == '\'' ? new SourceSpan(span.Start + 1, Math.Max(span.Length - 2, 0)) : span;
        string name = file.Text.Substring(inside.Start, inside.Length);
        return candidates.Distinct().Where(candidate => candidate != name)
            .Select(candidate => (Name: candidate, Distance: NameDistance.Of(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(found => found.Distance <= 1 + (name.Length / 3))
            .OrderBy(static found => found.Distance).ThenBy(static found => found.Name, StringComparer.Ordinal)
            .Take(3)
            .Select((found, i) => new Mend($"Change to '{found.Name}'", file, inside, found.Name, i == 0));
    }

    private static IEnumerable<string> TypeNames(RootSnapshot root) =>
        root.Definitions.Values.Where(static found => found.Definition.Meta is not ("command" or "event")).Select(static found => found.Definition.Name);

    // A key that stands somewhere in a definition, and what it may be that isn't there yet.
    private static IEnumerable<Mend> MisspeltKeys(DefinitionOutline definition, IEnumerable<SchemaLocation> keys, IReadOnlyList<string> known) =>
        keys.SelectMany(key => FindHolder(definition.Syntax.Object, key.Span) is { } holder ? Similar(key.File, key.Span, known.Where(name => holder.Find(name) is null && Takes(name, holder.Pairs.First(pair => pair.Key.Span == key.Span).Value))) : []);

    // A condition that is a list isn't turned round by another word: 'none' isn't 'not'.
    private static bool Takes(string key, ValueSyntax value) => key switch
    {
        "not" => value is not ArraySyntax,
        "all" or "any" => value is ArraySyntax,
        _ => true,
    };

    private static ObjectSyntax? FindHolder(ValueSyntax value, SourceSpan key) => value switch
    {
        ObjectSyntax found when found.Pairs.Any(pair => pair.Key.Span == key) => found,
        ObjectSyntax other => other.Pairs.Select(pair => FindHolder(pair.Value, key)).FirstOrDefault(static found => found is not null),
        ArraySyntax array => array.Elements.Select(element => FindHolder(element, key)).FirstOrDefault(static found => found is not null),
        _ => null,
    };

    // The names that a message lists.
    private static string[] Quoted(string list) => [.. list.Split('\'').Where(static (_, i) => i % 2 == 1)];

    // Left out it means what was meant. Only what has arguments can be boxed.
    private static IEnumerable<Mend> MendFlag(SchemaFile file, DefinitionOutline definition, SchemaDiagnostic diagnostic)
    {
        (string flag, string value) = (diagnostic.Arguments[0], diagnostic.Arguments[1]);
        if (flag != "boxed" || definition.Syntax.Object.Find("data") is not null)
        {
            yield return new Mend($"Change to {value}", file, diagnostic.Location!.Span, value, true);
        }

        if (Remove(file, definition.Syntax.Object, flag) is { } place)
        {
            yield return new Mend($"Remove '{flag}'", file, place, "");
        }
    }

    // A pair with the comma before it, or behind if it is the first.
    private static SourceSpan? Remove(SchemaFile file, ObjectSyntax holder, string key)
    {
        for (int i = 0; i < holder.Pairs.Count; i++)
        {
            if (holder.Pairs[i].Key.Value == key && holder.Pairs.Count > 1)
            {
                int start = i > 0 ? holder.Pairs[i - 1].Value.Span.End : holder.Pairs[0].Key.Span.Start;
                return new SourceSpan(start, (i > 0 ? holder.Pairs[i].Value.Span.End : holder.Pairs[1].Key.Span.Start) - start);
            }
        }

        return null;
    }

    private static IEnumerable<Mend> Wrap(SchemaFile file, SourceSpan line)
    {
        TextChange[] changes = DocWrapping.Wrap(file, [], [file.GetLine(line.Start) - 1]);
        if (changes.Length > 0)
        {
            var whole = new SourceSpan(changes[0].Span.Start, changes[^1].Span.End - changes[0].Span.Start);
            yield return new Mend("Wrap the line", file, whole, TextChange.Apply(file.Text, whole, changes), true);
        }
    }

    private static string Widen(SchemaFile file, SourceSpan span)
    {
        string text = file.Text.Substring(span.Start, span.Length);
        int blank = text.LastIndexOf(' ');
        return blank < 0 ? text + " " : text.Insert(blank, " ");
    }

    private static Mend AddDocumentation(RootSnapshot root, SchemaFile file, DefinitionOutline definition)
    {
        string parts = string.Concat(definition.Parts.Select(static part => $"#\n{Described(part.Name)}"));
        string features = string.Concat(FeaturesOf(root, file, definition).Select(static name => $"#\n{Described(name)}"));
        string head = features.Length > 0 ? "#\n# Features:\n" : "";
        return new Mend($"Document '{definition.Name}'", file, new SourceSpan(definition.Syntax.Span.Start, 0), $"##\n# @{definition.Name}:\n#\n# {Placeholder}\n{parts}{head}{features}##\n", true);
    }

    private static string Described(string name) => $"# @{name}: {Placeholder}\n";

    private static IEnumerable<string> FeaturesOf(RootSnapshot root, SchemaFile file, DefinitionOutline definition) =>
        root.Outlines[file.Path].Occurrences.Where(name => name.Role == NameRole.Feature && name.Owner == definition.Name).Select(static name => name.Name).Distinct();

    private static IEnumerable<Mend> Undocumented(RootSnapshot root, SchemaFile file, DefinitionOutline definition, SchemaDiagnostic diagnostic)
    {
        if (definition.Syntax.Documentation is not { } block)
        {
            yield break;
        }

        bool isFeature = diagnostic.Rule.Id == "QAPI2044";
        DocSectionKind kind = isFeature ? DocSectionKind.Feature : DocSectionKind.Member;
        IEnumerable<string> names = isFeature
            ? FeaturesOf(root, file, definition)
            : definition.Parts.Select(static part => part.Name);
        string[] missing = [.. names.Where(name => block.Find(kind, name) is null && diagnostic.Arguments.Any(argument => argument.Contains($"'{name}'", StringComparison.Ordinal) || argument == name))];
        if (missing.Length > 0)
        {
            int place = PlaceFor(file, block, isFeature);
            string head = isFeature && block.Find(DocSectionKind.Feature) is null ? "# Features:\n#\n" : "";
            string text = (IsParted(file, place) ? "" : "#\n") + head + string.Join("#\n", missing.Select(Described)) + (place < LastLine(file, block) ? "#\n" : "");
            yield return new Mend($"Describe {string.Join(", ", missing.Select(static name => $"'{name}'"))}", file, new SourceSpan(place, 0), text, true);
        }

        foreach (Mend mend in isFeature ? [] : AddToPragma(root, "documentation-exceptions", definition.Name))
        {
            yield return mend;
        }
    }

    // Before the first section that comes after descriptions, or before the closing line.
    private static int PlaceFor(SchemaFile file, DocBlock block, bool isFeature)
    {
        foreach (DocSection section in block.Sections)
        {
            bool isAfter = section.Kind is DocSectionKind.Returns or DocSectionKind.Errors or DocSectionKind.Since or DocSectionKind.Todo or DocSectionKind.Note or DocSectionKind.Example
                || (!isFeature && section.Kind == DocSectionKind.Feature);
            if (isAfter)
            {
                int line = file.GetLine(section.Span.Start) - 1;
                bool isHeaded = section.Kind == DocSectionKind.Feature;
                while (isHeaded && line > 0 && !file.Text.AsSpan(file.GetLineStart(line)).StartsWith("# Features:"))
                {
                    line--;
                }

                return file.GetLineStart(line);
            }
        }

        return LastLine(file, block);
    }

    private static int LastLine(SchemaFile file, DocBlock block) => file.GetLineStart(file.GetLine(block.Span.End) - 1);

    // Right below text a description would be a part of that.
    private static bool IsParted(SchemaFile file, int lineStart)
    {
        int line = file.GetLine(lineStart) - 2;
        return line >= 0 && file.Text.AsSpan(file.GetLineStart(line), lineStart - file.GetLineStart(line)).Trim() is "#" or "##";
    }

    // What is described already can't be meant.
    private static IEnumerable<Mend> Misnamed(DocumentOutline document, DefinitionOutline definition, SchemaDiagnostic diagnostic) =>
        document.Occurrences
            .Where(name => name.Role == NameRole.DocMember && name.Owner == definition.Name && definition.FindPart(name.Name) is null && diagnostic.Arguments.Any(argument => argument == name.Name || argument.Contains($"'{name.Name}'", StringComparison.Ordinal)))
            .SelectMany(name => Similar(document.Document.File, name.Span, definition.Parts.Select(static part => part.Name).Where(part => definition.Syntax.Documentation?.Find(DocSectionKind.Member, part) is null)));

    // Pragmas allow a '_' in names of commands, and capitals in members and values of a type; nothing else (spec N-3).
    private static Mend[] AllowName(RootSnapshot root, DefinitionOutline definition, SourceSpan at)
    {
        if (definition.Meta == "command")
        {
            return IsAt(definition.NameSpan) && !definition.Name.Any(char.IsUpper) ? AddToPragma(root, "command-name-exceptions", definition.Name) : [];
        }

        return definition.Meta is "struct" or "union" or "enum" && definition.Parts.Any(part => IsAt(part.NameSpan)) ? AddToPragma(root, "member-name-exceptions", definition.Name) : [];

        bool IsAt(SourceSpan name) => at.Start <= name.Start && name.End <= at.End;
    }

    private static Mend[] AddToPragma(RootSnapshot root, string key, string name)
    {
        string title = $"Add '{name}' to pragma '{key}'";
        (SchemaFile File, PragmaSyntax Pragma)[] pragmas =
            [.. root.Loaded.Files.Select(static file => file.Document).SelectMany(static document => document.Items.OfType<PragmaSyntax>().Select(pragma => (document.File, pragma)))];
        Mend[] mends = [.. pragmas.Where(found => found.Pragma.Settings.Find(key)?.Value is ArraySyntax).Select(found => AddToList(title, found.File, (ArraySyntax)found.Pragma.Settings.Find(key)!.Value, name))];
        if (mends.Length > 0 || !KnownKeys.Pragmas(root.Loaded.Dialect).Contains(key))
        {
            return mends;
        }

        // A list of its own, where other settings are, or before all else.
        if (pragmas.FirstOrDefault(static found => found.Pragma.Settings.Pairs.Count > 0) is { Pragma: { } pragma, File: var holder })
        {
            PairSyntax last = pragma.Settings.Pairs[pragma.Settings.Pairs.Count - 1];
            int column = holder.GetEditorPosition(last.Key.Span.Start).Character;
            return [new Mend(title, holder, new SourceSpan(last.Value.Span.End, 0), $",\n{new string(' ', column)}'{key}': [ '{name}' ]")];
        }

        SchemaFile file = root.Loaded.Root.Document.File;
        int start = root.Loaded.Root.Document.Items.Select(static item => item is DefinitionSyntax { Documentation: { } block } ? block.Span.Start : item.Span.Start).FirstOrDefault();
        return [new Mend(title, file, new SourceSpan(start, 0), $"{{ 'pragma': {{ '{key}': [ '{name}' ] }} }}\n\n")];
    }

    private static Mend AddToList(string title, SchemaFile file, ArraySyntax list, string name)
    {
        if (list.Elements.Count == 0)
        {
            return new Mend(title, file, new SourceSpan(list.Span.Start + 1, Math.Max(list.Span.Length - 2, 0)), $" '{name}' ");
        }

        ValueSyntax last = list.Elements[list.Elements.Count - 1];
        int column = file.GetEditorPosition(last.Span.Start).Character;
        return new Mend(title, file, new SourceSpan(last.Span.End, 0), $",\n{new string(' ', column)}'{name}'");
    }
}

/// <summary>A change that mends something.</summary>
/// <param name="Title">What it does, for a menu.</param>
/// <param name="File">The file to change.</param>
/// <param name="Span">What is replaced; empty to insert.</param>
/// <param name="Text">What is written instead.</param>
/// <param name="IsPreferred">Whether it is what is meant most likely.</param>
internal sealed record Mend(string Title, SchemaFile File, SourceSpan Span, string Text, bool IsPreferred = false);
