using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QapiGen.Emit.Text;
using Xunit;

namespace QapiGen.Emit.Tests.Support;

/// <summary>Compiles generated files as a consumer with all warnings on would.</summary>
internal static class InMemoryCompiler
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(path) is "netstandard.dll" or "QapiGen.Runtime.dll")
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>Compiles; fails on any warning.</summary>
    public static Assembly Compile(IEnumerable<GeneratedFile> files, params string[] sources)
    {
        CSharpCompilation compilation = Create(files, sources);
        string warnings = string.Join("\n", Warnings(compilation).Take(40));
        Assert.True(warnings.Length == 0, warnings);
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        return Assembly.Load(image.ToArray());
    }

    /// <summary>Makes a compilation.</summary>
    public static CSharpCompilation Create(IEnumerable<GeneratedFile> files, params string[] sources)
    {
        IEnumerable<SyntaxTree> trees = files.Select(file => CSharpSyntaxTree.ParseText(file.Text.ToString(), ParseOptions, file.HintName))
            .Concat(sources.Select(source => CSharpSyntaxTree.ParseText(source, ParseOptions, "Consumer.cs")));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999);
        return CSharpCompilation.Create("Generated" + Guid.NewGuid().ToString("N"), trees, References.Value, options);
    }

    /// <summary>What the compiler has to say, each with its line.</summary>
    public static IEnumerable<string> Warnings(CSharpCompilation compilation) => compilation.GetDiagnostics()
        .Where(item => item.Severity >= DiagnosticSeverity.Warning)
        .Select(item => $"{item.Id} {item.GetMessage()} @ {item.Location.GetLineSpan()}: {LineOf(item)}");

    private static string LineOf(Diagnostic item) => item.Location.SourceTree is { } tree
        ? tree.GetText().Lines[item.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim()
        : "";
}
