using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>Holds the table of who may use whom.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly string[] CompilerParts = ["QapiGen.Schema", "QapiGen.Compatibility", "QapiGen.Emit", "QapiGen.Reference", "QapiGen.SourceGenerator", "QapiGen.LanguageServer", "QapiGen.Cli"];

    [Theory]
    [InlineData("generator/QapiGen.Schema", "")]
    [InlineData("generator/QapiGen.Compatibility", "QapiGen.Schema")]
    [InlineData("generator/QapiGen.Emit", "QapiGen.Schema")]
    [InlineData("generator/QapiGen.Reference", "QapiGen.Schema QapiGen.Compatibility")]
    [InlineData("generator/QapiGen.SourceGenerator", "QapiGen.Schema QapiGen.Compatibility QapiGen.Emit")]
    [InlineData("generator/QapiGen.LanguageServer", "QapiGen.Schema QapiGen.Compatibility")]
    [InlineData("generator/QapiGen.Cli", "QapiGen.Schema QapiGen.Compatibility QapiGen.Emit QapiGen.LanguageServer QapiGen.Reference QapiGen.Runtime QapiGen.Testing QapiGen.Qemu")]
    [InlineData("runtime/QapiGen.Runtime", "")]
    [InlineData("runtime/QapiGen.Jobs", "QapiGen.Runtime")]
    [InlineData("runtime/QapiGen.Jobs.Sqlite", "QapiGen.Jobs")]
    [InlineData("runtime/QapiGen.Jobs.PostgreSql", "QapiGen.Jobs")]
    [InlineData("runtime/QapiGen.Hosting", "QapiGen.Runtime")]
    [InlineData("runtime/QapiGen.Hosting.AspNetCore", "QapiGen.Hosting")]
    [InlineData("runtime/QapiGen.Jobs.Hosting", "QapiGen.Hosting QapiGen.Jobs")]
    [InlineData("runtime/QapiGen.Jobs.Orleans", "QapiGen.Jobs.Hosting")]
    [InlineData("runtime/QapiGen.Testing", "QapiGen.Runtime QapiGen.Jobs")]
    [InlineData("runtime/QapiGen.Dashboard", "QapiGen.Hosting.AspNetCore QapiGen.Jobs")]
    [InlineData("runtime/QapiGen.Qemu", "QapiGen.Runtime")]
    public void Project_links_to_nothing_but_what_it_may_use(string project, string allowed)
    {
        string[] unexpected = [.. Libraries(project).Except(allowed.Split(' '))];

        Assert.Empty(unexpected);
    }

    [Fact]
    public void Samples_use_the_compiler_as_an_analyzer_only()
    {
        string samples = Path.Combine(RepositoryPaths.Root, "samples");
        IEnumerable<string> linked = Directory.GetFiles(samples, "*.csproj", SearchOption.AllDirectories)
            .SelectMany(static path => Libraries(Path.GetDirectoryName(path)!))
            .Intersect(CompilerParts);

        Assert.Empty(linked);
    }

    [Theory]
    [InlineData("generator/QapiGen.Schema")]
    [InlineData("generator/QapiGen.Emit")]
    [InlineData("runtime/QapiGen.Runtime")]
    [InlineData("runtime/QapiGen.Jobs")]
    [InlineData("runtime/QapiGen.Jobs.Sqlite")]
    [InlineData("runtime/QapiGen.Jobs.PostgreSql")]
    [InlineData("runtime/QapiGen.Hosting")]
    [InlineData("runtime/QapiGen.Jobs.Hosting")]
    [InlineData("runtime/QapiGen.Jobs.Orleans")]
    [InlineData("runtime/QapiGen.Testing")]
    public void Project_needs_no_web_framework(string project)
    {
        Assert.Empty(Load(project).Descendants("FrameworkReference"));
    }

    [Fact]
    public void Schema_library_uses_no_package_at_run_time()
    {
        XDocument project = Load("generator/QapiGen.Schema");
        IEnumerable<string?> packages = project.Descendants("PackageReference")
            .Where(static reference => reference.Attribute("PrivateAssets")?.Value != "all")
            .Select(static reference => reference.Attribute("Include")?.Value);

        Assert.Empty(packages);
    }

    internal static IEnumerable<string> Libraries(string project) =>
        Load(project).Descendants("ProjectReference")
            .Where(static reference => reference.Attribute("OutputItemType")?.Value != "Analyzer"
                && reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    /// <summary>Files of other projects that one compiles, such as <c>Runtime/Diagnostics/SafeInstruments.cs</c>.</summary>
    internal static IEnumerable<string> CompiledIn(string project) =>
        Load(project).Descendants("Compile")
            .Select(static compiled => compiled.Attribute("Include")?.Value.Replace('\\', '/'))
            .OfType<string>()
            .Where(static path => path.StartsWith("../QapiGen.", System.StringComparison.Ordinal))
            .Select(static path => path["../QapiGen.".Length..]);

    private static XDocument Load(string project) =>
        XDocument.Load(Directory.GetFiles(Path.Combine(RepositoryPaths.Root, project), "*.csproj").Single());
}
