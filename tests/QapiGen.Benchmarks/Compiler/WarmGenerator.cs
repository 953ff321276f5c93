using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QapiGen.SourceGenerator;

namespace QapiGen.Benchmarks.Compiler;

/// <summary>The generator inside a compiler that has been running for a while: everything anew, one module edited, C# edited.</summary>
internal sealed class WarmGenerator
{
    private const int MinimumWarmUps = 40;
    private static readonly TimeSpan MinimumWarmUpTime = TimeSpan.FromSeconds(4);

    private const int MinimumRepeats = 3;
    private const int MaximumRepeats = 100;
    private static readonly TimeSpan RepeatTime = TimeSpan.FromSeconds(2);

    private readonly string _root;
    private readonly List<AdditionalText> _files;

    /// <summary>Takes a root and every file beside and below it.</summary>
    public WarmGenerator(string root)
    {
        _root = Path.GetFullPath(root);
        _files = [.. Directory.GetFiles(Path.GetDirectoryName(_root)!, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(static path => (AdditionalText)new SchemaText(path, File.ReadAllText(path)))];
    }

    /// <summary>Takes a root and its files as they are.</summary>
    public WarmGenerator(string root, IEnumerable<(string Path, string Text)> files)
    {
        _root = root;
        _files = [.. files.Select(static file => (AdditionalText)new SchemaText(file.Path, file.Text))];
    }

    /// <summary>Characters of C# that come out.</summary>
    /// <exception cref="InvalidOperationException">The schema has a fault.</exception>
    public long CountCharacters()
    {
        GeneratorDriverRunResult result = NewDriver().RunGenerators(NewCompilation("class C;")).GetRunResult();
        return result.Diagnostics.FirstOrDefault(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } fault
            ? throw new InvalidOperationException(fault.ToString())
            : result.Results.Sum(static one => one.GeneratedSources.Sum(static source => (long)source.SourceText.Length));
    }

    /// <summary>Milliseconds for everything anew, one each round.</summary>
    public List<double> Everything(int rounds) => Repeat(rounds, () =>
    {
        CSharpGeneratorDriver driver = NewDriver();
        return Time(() => driver.RunGenerators(NewCompilation("class C;")));
    });

    /// <summary>Milliseconds after one definition more in one module, one each round.</summary>
    public List<double> ModuleEdit(string module, int rounds)
    {
        GeneratorDriver driver = NewDriver().RunGenerators(NewCompilation("class C;"));
        AdditionalText current = _files.Single(file => Path.GetFileName(file.Path) == module);
        string original = current.GetText()!.ToString();
        int round = 0;
        return Repeat(rounds, () =>
        {
            var changed = new SchemaText(current.Path, round++ % 2 == 0 ? original + "\n{ 'struct': 'Edited', 'data': { } }\n" : original);
            driver = driver.ReplaceAdditionalText(current, changed);
            current = changed;
            return Time(() => driver = driver.RunGenerators(NewCompilation("class C;")));
        });
    }

    /// <summary>Milliseconds after a change in C#, one each round.</summary>
    public List<double> CSharpEdit(int rounds)
    {
        GeneratorDriver driver = NewDriver().RunGenerators(NewCompilation("class C;"));
        int round = 0;
        return Repeat(rounds, () =>
        {
            CSharpCompilation compilation = NewCompilation($"class C{round++};");
            return Time(() => driver = driver.RunGenerators(compilation));
        });
    }

    /// <summary>Runs everything until the code that does it has been compiled in full, which a young process does on the way.</summary>
    public void WarmUp()
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < MinimumWarmUps || Stopwatch.GetElapsedTime(start) < MinimumWarmUpTime; i++)
        {
            NewDriver().RunGenerators(NewCompilation("class C;"));
        }
    }

    private static List<double> Repeat(int rounds, Func<double> one)
    {
        // An editor runs the same steps again and again: what counts is how they run once their code is compiled in full.
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < MinimumRepeats || (i < MaximumRepeats && Stopwatch.GetElapsedTime(start) < RepeatTime); i++)
        {
            one();
        }

        return [.. Enumerable.Range(0, rounds).Select(_ => one()).Order()];
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static CSharpCompilation NewCompilation(string source) => CSharpCompilation.Create("Consumer", [CSharpSyntaxTree.ParseText(source)]);

    private CSharpGeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(
        [new QapiGenerator().AsSourceGenerator()], _files, new CSharpParseOptions(LanguageVersion.Latest), new SchemaMetadata(_root));
}
