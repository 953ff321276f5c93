using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using QapiGen.Benchmarks.Protobuf;
using QapiGen.Benchmarks.StartUp;
using QapiGen.Benchmarks.Support;
using Spectre.Console;

namespace QapiGen.Benchmarks.Editor;

/// <summary>The verb <c>editor</c>: how long the language server lets one wait, with a whole schema open.</summary>
internal static class EditorCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var tree = new Argument<string>("QEMU-TREE") { Description = "A QEMU source tree: its qapi/ folder is opened." };
        var tool = new Option<string>("--tool") { Description = "The tool; default: published as native code, which takes a minute." };
        var peer = new Option<string>("--peer") { Description = "The program 'buf', whose language server is measured with the same schema as Protocol Buffers." };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of each request, and cold starts for ten of them.", DefaultValueFactory = static _ => 200 };
        var repository = new Option<string>("--repository") { Description = "The repository's root.", DefaultValueFactory = static _ => RepositoryRoot.Find() };
        var command = new Command("editor", "Latency of the language server with a whole schema open: findings after each keystroke, hover, completion, references, rename; first findings; memory.") { tree, tool, peer, rounds, repository };
        command.SetAction(result =>
        {
            string folder = Directory.CreateTempSubdirectory("qapigen-published-").FullName;
            try
            {
                string program = result.GetValue(tool) ?? PublishedProgram.Publish(Path.GetFullPath(result.GetRequiredValue(repository)), "generator/QapiGen.Cli", "qapigen", folder).Native;
                string qapi = Path.GetFullPath(Path.Combine(result.GetRequiredValue(tree), "qapi"));
                Run("qapigen", program, ["lsp"], EditorSubject.Qapi(qapi), result.GetRequiredValue(rounds));
                if (result.GetValue(peer) is { } buf)
                {
                    string proto = Directory.CreateDirectory(Path.Combine(folder, "proto")).FullName;
                    ProtoTree.Write(Path.Combine(qapi, "qapi-schema.json"), proto);
                    Run("buf", buf, ["lsp", "serve"], EditorSubject.Proto(proto), result.GetRequiredValue(rounds));
                }
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static void Run(string name, string program, string[] arguments, EditorSubject subject, int rounds)
    {
        Table table = new Table().AddColumns(name, "p50, ms", "p99, ms", "most, ms");
        string path = subject.Path;
        string uri = EditorClient.UriOf(path);
        string text = File.ReadAllText(path);
        var cold = new List<double>();
        AnsiConsole.WriteLine($"{Directory.GetFiles(subject.Folder, "*." + subject.Extension).Length} files, {Directory.GetFiles(subject.Folder, "*." + subject.Extension).Sum(static file => new FileInfo(file).Length) / 1024} kB, the largest {text.Count(static unit => unit == '\n')} lines");
        for (int i = 0; i < Math.Max(rounds / 10, 1); i++)
        {
            long start = Stopwatch.GetTimestamp();
            using EditorClient once = EditorClient.Start(program, arguments, subject.Folder);
            Open(once, uri, text);
            once.WaitForFindings(uri, 1);
            cold.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Add("first findings, from the start of the process", cold);
        using EditorClient client = EditorClient.Start(program, arguments, subject.Folder);
        foreach (string module in Directory.GetFiles(subject.Folder, "*." + subject.Extension).Order(StringComparer.Ordinal))
        {
            Open(client, EditorClient.UriOf(module), File.ReadAllText(module));
        }

        client.WaitForFindings(uri, 1);
        Add("findings after a keystroke", Type(client, uri, text, subject, rounds));
        object place = At(text, text.LastIndexOf(subject.Type, StringComparison.Ordinal) + 3);
        object member = At(text, text.IndexOf(subject.Member, StringComparison.Ordinal) + 3);
        var document = new { uri };
        Ask("definition", "textDocument/definition", new { textDocument = document, position = place });
        Ask("hover", "textDocument/hover", new { textDocument = document, position = place });
        Ask("completion of a type", "textDocument/completion", new { textDocument = document, position = place });
        Ask("references of a type", "textDocument/references", new { textDocument = document, position = place, context = new { includeDeclaration = true } });
        Ask("references of a member", "textDocument/references", new { textDocument = document, position = member, context = new { includeDeclaration = true } });
        Ask("rename", "textDocument/rename", new { textDocument = document, position = place, newName = "BlockOptions" });
        Ask("symbols of the document", "textDocument/documentSymbol", new { textDocument = document });
        Ask("symbols of everything", "workspace/symbol", new { query = "block" });
        Ask("semantic tokens", "textDocument/semanticTokens/full", new { textDocument = document });
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"memory after all this: {Figures.Text(client.Megabytes, "0")} MB");

        void Ask(string what, string method, object parameters)
        {
            var times = new List<double>();
            for (int i = 0; i < rounds; i++)
            {
                long start = Stopwatch.GetTimestamp();
                client.Ask(method, parameters);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            Add(what, times);
        }

        void Add(string what, List<double> times)
        {
            double[] sorted = [.. times.Order()];
            table.AddRow(what, Figures.Text(sorted[sorted.Length / 2], "0.0"), Figures.Text(sorted[Math.Min(sorted.Length * 99 / 100, sorted.Length - 1)], "0.0"), Figures.Text(sorted[^1], "0.0"));
        }
    }

    // A definition is typed at the end, letter by letter, again and again.
    private static List<double> Type(EditorClient client, string uri, string text, EditorSubject subject, int rounds)
    {
        var times = new List<double>();
        string written = text;
        for (int i = 0; i < rounds; i++)
        {
            string letter = subject.Typed[i % subject.Typed.Length].ToString();
            object place = At(written, written.Length);
            object change = subject.IsWhole ? new { text = written + letter } : new { range = new { start = place, end = place }, text = letter };
            long start = Stopwatch.GetTimestamp();
            client.Tell("textDocument/didChange", new { textDocument = new { uri, version = i + 2 }, contentChanges = new[] { change } });
            client.WaitForFindings(uri, i + 2);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            written += letter;
        }

        client.Tell("textDocument/didChange", new { textDocument = new { uri, version = rounds + 2 }, contentChanges = new[] { new { text } } });
        client.WaitForFindings(uri, rounds + 2);
        return times;
    }

    private static void Open(EditorClient client, string uri, string text) => client.Tell("textDocument/didOpen", new { textDocument = new { uri, languageId = "qapi", version = 1, text } });

    private static object At(string text, int offset)
    {
        int line = text.AsSpan(0, offset).Count('\n');
        return new { line, character = offset - (offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1) };
    }
}
