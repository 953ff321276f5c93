using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Tests.Support;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit.Abstractions;

namespace QapiGen.LanguageServer.Tests.Features;

/// <summary>Names of QEMU's own schemas become longer, shorter and others of the same length: the schema still compiles, and its documentation says the same.</summary>
/// <remarks>Some of the names; all of them with <c>QAPIGEN_LSP_RENAMES=all</c>, which takes long.</remarks>
public sealed class RealRenameTests(ITestOutputHelper output)
{
    // No multiple of three: of each name there is a longer, a shorter and another one.
    private const int Step = 157;

    [QemuSchemasTheory]
    [InlineData("5.2")]
    [InlineData("7.2")]
    [InlineData("10.2")]
    public async Task Every_name_can_be_renamed_and_the_documentation_says_the_same(string release)
    {
        bool isWhole = Environment.GetEnvironmentVariable("QAPIGEN_LSP_RENAMES") == "all";
        var tree = new Tree(release);
        Assert.Empty(tree.Check(new Dictionary<string, SchemaFile>()));
        await using EditorSession editor = await EditorSession.OpenAsync(settings: new { dialect = release });
        editor.Open(tree.Root);
        (SchemaFile File, NameOccurrence Name)[] names = [.. tree.Declarations()];
        Assert.True(names.Length > 3000);

        List<string> wrong = [];
        int done = 0;
        for (int i = 0; i < names.Length * 3; i += isWhole ? 1 : Step)
        {
            (SchemaFile file, NameOccurrence name) = names[i / 3];
            if (NewNames(name, (i % 3) - 1) is not { Length: > 0 } candidates)
            {
                continue;
            }

            done++;
            string? fault = await RenameAsync(editor, tree, file, name, candidates);
            if (fault is not null)
            {
                wrong.Add($"{Path.GetFileName(file.Path)}:{file.GetLine(name.Span.Start)} {name.Role} {name.Name}: {fault}");
            }
        }

        output.WriteLine($"{release}: {names.Length} names, {done} renames, {wrong.Count} wrong");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // Names of which one is free; the word before may have taken another.
    private static string[] NewNames(NameOccurrence name, int growth)
    {
        bool isUpper = !name.Name.Any(char.IsLower) && name.Name.Any(char.IsUpper);
        bool isType = name.Role == NameRole.Definition && char.IsUpper(name.Name[0]) && !isUpper;
        string[] ends = isUpper ? ["Q", "ZQ", "QZQ"] : ["q", "zq", "qzq"];
        return growth switch
        {
            0 => [.. ends.Where(end => end.Length < name.Name.Length).Select(end => name.Name[..^end.Length].TrimEnd('-', '_') is var kept && kept.Length + end.Length < name.Name.Length ? kept + "x" + end : kept + end)],
            > 0 => [.. new[] { "", isUpper || isType ? "X" : "x" }.Select(lead => lead + name.Name + (isUpper ? "_LONGER" : isType ? "Longer" : "-longer"))],
            _ => [.. ends.Where(end => end.Length + 1 < name.Name.Length).Select(end => name.Name[..(name.Name.Length / 2)].TrimEnd('-', '_') is var kept && kept.Length + end.Length < name.Name.Length ? kept + end : name.Name[..1] + end)],
        };
    }

    private static async Task<string?> RenameAsync(EditorSession editor, Tree tree, SchemaFile file, NameOccurrence name, string[] candidates)
    {
        string? refused = null;
        foreach (string candidate in candidates)
        {
            JsonNode position = System.Text.Json.JsonSerializer.SerializeToNode(EditorSession.At(file.Text, name.Span.Start))!;
            JsonObject answer = await editor.AskAsync("textDocument/rename", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = DocumentUri.FromPath(file.Path) }, ["position"] = position, ["newName"] = candidate });
            if (answer["error"] is { } error)
            {
                refused = $"{candidate}: {error["message"]}";
                if (Regex.IsMatch(refused, "already|clashes|reserved"))
                {
                    continue;
                }

                return refused;
            }

            Dictionary<string, SchemaFile> changed = editor.Apply(answer["result"]!).ToDictionary(static item => item.Key, static item => new SchemaFile(item.Key, item.Value), StringComparer.Ordinal);
            string? fault = tree.Check(changed).Select(static item => item.Message).FirstOrDefault()
                ?? changed.Values.Select(after => tree.CompareDocumentation(after, name.Name, candidate)).FirstOrDefault(static found => found is not null);
            return fault is null ? null : $"{candidate}: {fault}";
        }

        return refused;
    }

    // A tree as it is on disk, with what was read of it.
    private sealed class Tree
    {
        private readonly Dictionary<string, SchemaDocument> _documents = new(StringComparer.Ordinal);
        private readonly Dialect _dialect;

        public Tree(string release)
        {
            Root = SchemaPath.Normalize(QemuSchemas.PathOf(release, "qapi/qapi-schema.json"));
            _dialect = Dialect.TryParse(release, out Dialect? found) ? found : throw new ArgumentException(release);
        }

        public string Root { get; }

        public IEnumerable<(SchemaFile File, NameOccurrence Name)> Declarations() =>
            _documents.Values.OrderBy(static document => document.File.Path, StringComparer.Ordinal).SelectMany(static document => OutlineReader.Read(document).Occurrences
                .Where(static name => name.Role is NameRole.Definition or NameRole.Member or NameRole.Value or NameRole.Alternative
                    || (name.Role == NameRole.Feature && name.Name is not ("deprecated" or "unstable")))
                .Select(name => (document.File, name)));

        public EquatableArray<SchemaDiagnostic> Check(Dictionary<string, SchemaFile> changed)
        {
            var diagnostics = new DiagnosticBag();
            var files = new Files(changed);
            LoadedSchema loaded = SchemaLoader.Load(files.Resolve(Root, out _)!, files, _dialect, diagnostics, new SchemaLoaderOptions { Parse = (file, dialect) => Parse(file, dialect, changed) });
            Binder.Bind(loaded, diagnostics);
            return diagnostics.ToArray();
        }

        public string? CompareDocumentation(SchemaFile after, string old, string name)
        {
            DocBlock[] blocks = [.. Blocks(_documents[after.Path])];
            DocBlock[] others = [.. Blocks(Parser.Parse(after, _dialect))];
            return blocks.Length != others.Length ? "another number of blocks" : blocks.Zip(others, (block, other) => Compare(block, other, old, name)).FirstOrDefault(static found => found is not null);
        }

        private SchemaDocument Parse(SchemaFile file, Dialect dialect, Dictionary<string, SchemaFile> changed)
        {
            if (changed.ContainsKey(file.Path))
            {
                return Parser.Parse(file, dialect);
            }

            if (!_documents.TryGetValue(file.Path, out SchemaDocument? known))
            {
                _documents.Add(file.Path, known = Parser.Parse(file, dialect));
            }

            return known;
        }

        private static IEnumerable<DocBlock> Blocks(SchemaDocument document) =>
            document.Items.Select(static item => item is FreeFormSyntax free ? free.Documentation : (item as DefinitionSyntax)?.Documentation).OfType<DocBlock>();

        private string? Compare(DocBlock block, DocBlock other, string old, string name)
        {
            if (block == other)
            {
                return null;
            }

            if (!IsSame(block.Symbol ?? "", other.Symbol ?? "", old, name) || block.Sections.Count != other.Sections.Count)
            {
                return $"'{block.Symbol}' is '{other.Symbol}' with {other.Sections.Count} sections";
            }

            for (int i = 0; i < block.Sections.Count; i++)
            {
                // Only where lines are wrapped does their end mean nothing.
                (DocSection before, DocSection after) = (block.Sections[i], other.Sections[i]);
                bool isSame = before.Text == after.Text || _dialect.ChecksDocLines || AreSame(before.Text.Split(' '), after.Text.Split(' '), old, name);
                if (before.Kind != after.Kind || !IsSame(before.Name ?? "", after.Name ?? "", old, name) || !isSame)
                {
                    return $"'{before.Name}' of '{block.Symbol}' says\n{after.Text}\nnot\n{before.Text}";
                }
            }

            string[] lines = PlainText(block);
            string[] changed = PlainText(other);
            return AreSame(lines, changed, old, name) ? null : $"'{block.Symbol}' says\n{string.Join(' ', changed)}\nnot\n{string.Join(' ', lines)}";
        }

        private static string[] PlainText(DocBlock block)
        {
            DefinitionDoc doc = DocReader.Read(block);
            DocEntry[] entries = [new("", doc.Body, doc.Since), .. doc.Members, .. doc.Features, new("", doc.Returns, null), new("", doc.Errors, doc.SinceText), new("", doc.Further, null), new("", doc.ToDo, null)];
            return string.Join('\n', entries.Select(static entry => $"{entry.Name} {entry.Since}\n{DocPlainText.Write(entry.Content)}")).Replace("\n", " \n ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }

        private static bool AreSame(string[] before, string[] after, string old, string name) =>
            before.Length == after.Length && before.Zip(after, (one, other) => IsSame(one, other, old, name)).All(static same => same);

        private static bool IsSame(string before, string after, string old, string name) =>
            before == after || before.Replace(old, name, StringComparison.Ordinal) == after;

        private sealed class Files(Dictionary<string, SchemaFile> changed) : ISchemaResolver
        {
            private static readonly Dictionary<string, SchemaFile> s_read = new(StringComparer.Ordinal);

            public SchemaFile? Resolve(string displayPath, out string? failure)
            {
                failure = null;
                string path = SchemaPath.Normalize(displayPath);
                if (changed.TryGetValue(path, out SchemaFile? file))
                {
                    return file;
                }

                lock (s_read)
                {
                    return s_read.TryGetValue(path, out file) ? file : s_read[path] = new SchemaFile(path, File.ReadAllText(path));
                }
            }
        }
    }
}
