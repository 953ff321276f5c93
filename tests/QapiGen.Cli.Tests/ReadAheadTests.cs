using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Schemas;
using QapiGen.Cli.Tests.Support;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>What is read ahead is what the loader asks for, and nothing that it says changes.</summary>
public sealed class ReadAheadTests
{
    public static TheoryData<string> Trees { get; } = new(
        "root: {'include':'a.json'} {'include':'b.json'} | a: {'enum':'A','data':[]} | b: {'enum':'B','data':[]}",
        "root: {'include':'a.json'} | a: {'include':'b.json'} | b: {'include':'c.json'} | c: {'enum':'C','data':['x']}",
        "root: {'include':'a.json'} {'include':'./a.json'} {'include':'sub/../a.json'} | a: {'enum':'A','data':[]}",
        "root: {'include':'a.json'} {'include':'sub/../b.json'} | a: {'include':'b.json'} | b: {'struct':'B'}",
        "root: {'include':'a.json'} {'include':'b.json'} | a: {'include':'b.json'} {'struct': | b: {'include':'a.json'} {'oops'}",
        "root: {'include':'a.json'} | a: {'include':'root.json'}",
        "root: {'include':'root.json'}",
        "root: {'include':'none.json'} {'include':'a.json'} {'include':''} | a: {'include':'none.json'} {'include':'gone/x.json'}",
        "root: # {'include':'a.json'}\n{'enum':'E','data':['include']} | a: {'struct':'never'}",
        "root: {'include':'a.json'} {'include': 'b.json' | a: {'enum':'A','data':[]} } {'include':'c.json'} | b: { | c: ]",
        "root: {'include':'/w/a.json'} {'include':'a.json'} | a: {'enum':'A','data':[]}");

    [Theory]
    [MemberData(nameof(Trees))]
    public void Files_order_and_faults_are_those_of_loading_one_after_the_other(string tree)
    {
        SchemaFile root = Write(tree, out CountingResolver resolver);
        (string[] Files, SchemaDiagnostic[] Faults) expected = Load(root, resolver, null);
        string[] read = resolver.Found;
        resolver.Clear();

        var ahead = ReadAhead.Read(root, resolver, Dialect.Lenient, "/w", CancellationToken.None);
        string[] readAhead = resolver.Found;
        (string[] Files, SchemaDiagnostic[] Faults) actual = Load(root, ahead, ahead);

        Assert.Equal(expected.Files, actual.Files);
        Assert.Equal(expected.Faults, actual.Faults);
        Assert.Equal(Identities(read), Identities(readAhead));
        Assert.Equal(Identities(readAhead).Length, readAhead.Length);
    }

    [Fact]
    public void Nothing_is_read_while_the_files_are_put_in_order()
    {
        SchemaFile root = Write("root: {'include':'a.json'} {'include':'b.json'} | a: {'include':'c.json'} | b: {'include':'none.json'} | c: {'enum':'C','data':[]}", out CountingResolver resolver);
        var ahead = ReadAhead.Read(root, resolver, Dialect.Lenient, "/w", CancellationToken.None);
        Assert.Equal(3, resolver.Found.Length);
        resolver.Clear();
        Assert.Equal(["root.json", "a.json", "c.json", "b.json"], Load(root, ahead, ahead).Files);
        Assert.Empty(resolver.Found);
        Assert.Empty(resolver.Missing);
    }

    [Fact]
    public void A_cancelled_reading_ends()
    {
        SchemaFile root = Write("root: {'include':'a.json'} | a: {'enum':'A','data':[]}", out CountingResolver resolver);
        Assert.ThrowsAny<OperationCanceledException>(() => ReadAhead.Read(root, resolver, Dialect.Lenient, "/w", new CancellationToken(true)));
    }

    [ProgramFact("git")]
    public void Several_threads_read_the_files_of_one_commit()
    {
        using var repository = new GitRepository();
        string[] names = [.. Enumerable.Range(0, 40).Select(static i => $"f{i}.json")];
        foreach (string name in names)
        {
            repository.Write(name, Text(name));
        }

        repository.Commit();
        using var tree = GitTree.Open(repository.Folder, "HEAD");
        Parallel.ForEach(names, name => Assert.Equal(Text(name), Encoding.UTF8.GetString(tree.ReadAllBytes(name, PathOrigin.Found))));

        static string Text(string name) => string.Concat(Enumerable.Repeat($"# {name}\n", 500));
    }

    private static string[] Identities(string[] paths) => [.. paths.Select(static path => SchemaPath.Normalize(path, "/w")).Distinct().Order(StringComparer.Ordinal)];

    private static (string[] Files, SchemaDiagnostic[] Faults) Load(SchemaFile root, ISchemaResolver resolver, ReadAhead? ahead)
    {
        var bag = new DiagnosticBag();
        var options = new SchemaLoaderOptions { WorkingDirectory = "/w", Parse = ahead is null ? null : ahead.Parse };
        LoadedSchema loaded = SchemaLoader.Load(root, resolver, Dialect.Lenient, bag, options);
        return ([.. loaded.Files.Select(static file => file.ModuleName)], [.. bag.ToArray()]);
    }

    private static SchemaFile Write(string tree, out CountingResolver resolver)
    {
        var files = new MemoryFileSystem();
        foreach (string file in tree.Split(" | "))
        {
            int colon = file.IndexOf(':', StringComparison.Ordinal);
            files.Add(file[..colon] + ".json", file[(colon + 2)..]);
        }

        resolver = new CountingResolver(new FileSchemaResolver(files));
        return new SchemaFile("root.json", files.ReadText("root.json"));
    }

    private sealed class CountingResolver(ISchemaResolver inner) : ISchemaResolver
    {
        private readonly ConcurrentQueue<string> _found = new();
        private readonly ConcurrentQueue<string> _missing = new();

        public string[] Found => [.. _found];

        public string[] Missing => [.. _missing];

        public void Clear()
        {
            _found.Clear();
            _missing.Clear();
        }

        public SchemaFile? Resolve(string displayPath, out string? failure)
        {
            SchemaFile? file = inner.Resolve(displayPath, out failure);
            (file is null ? _missing : _found).Enqueue(displayPath);
            return file;
        }
    }
}
