using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Docs.Tests;

/// <summary>What pages show compiles, with what they take as given (folder Given).</summary>
public sealed class CodeBlockTests
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Text.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.Data.Sqlite;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Orleans.Hosting;
        global using QapiGen.Dashboard;
        global using QapiGen.Hosting;
        global using QapiGen.Hosting.AspNetCore;
        global using QapiGen.Hosting.Clients;
        global using QapiGen.Jobs;
        global using QapiGen.Jobs.Client;
        global using QapiGen.Jobs.Drivers;
        global using QapiGen.Jobs.Events;
        global using QapiGen.Jobs.Hosting;
        global using QapiGen.Jobs.Orleans;
        global using QapiGen.Jobs.PostgreSql;
        global using QapiGen.Jobs.Sqlite;
        global using QapiGen.Jobs.Storage;
        global using QapiGen.Qemu.CommandLine;
        global using QapiGen.Qemu.Hosting;
        global using QapiGen.Qemu.Processes;
        global using QapiGen.Runtime.Client;
        global using QapiGen.Runtime.Messages;
        global using QapiGen.Runtime.Metadata;
        global using QapiGen.Runtime.Proxy;
        global using QapiGen.Runtime.Server;
        global using QapiGen.Runtime.Transport;
        global using QapiGen.Testing;
        global using QapiGen.Testing.Jobs;
        global using Xunit;
        global using Copying;
        global using Greeting;
        global using Home;
        global using Qemu;
        global using Work;
        global using QapiGen.Docs.Tests.Given;
        global using static QapiGen.Docs.Tests.Given.Values;
        global using static QapiGen.Docs.Tests.Given.Describing;
        """;

    private static readonly MetadataReference[] s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path))];

    private const string RulesPage = "generator/rules.md";

    public static TheoryData<string> PagesWithBlocks() => [.. Pages.All.Where(static page => CodeBlocks.Read(page).Any())];

    [Theory]
    [MemberData(nameof(PagesWithBlocks))]
    public void Every_block_of_a_page_compiles(string page)
    {
        // Blocks that are whole files are built, and run, as a project of their own by the tests of packages.
        string[] faults = [.. CodeBlocks.Read(page).Where(block => page != "README.md" || !block.Text.StartsWith("// ", StringComparison.Ordinal)).SelectMany(Faults)];

        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Fact]
    public void The_example_of_a_rule_breaks_it()
    {
        string[] lines = File.ReadAllLines(RepositoryPaths.Get(RulesPage));
        CodeBlock[] examples = [.. CodeBlocks.Read(RulesPage)];

        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            string heading = lines.Take(example.Line).Last(static line => line.StartsWith("## QAPI", StringComparison.Ordinal));
            Assert.Contains(Compile(example), fault => fault.Id == heading.Split(' ')[1]);
        });
    }

    [Fact]
    public void Pages_have_blocks_to_compile() => Assert.InRange(Pages.All.SelectMany(CodeBlocks.Read).Count(), 40, 1000);

    [Fact]
    public void A_block_that_is_wrong_is_found() =>
        Assert.Contains("CS0117", Assert.Single(Faults(new CodeBlock("page.md", 7, "Console.WriteLin(1);\n"))), StringComparison.Ordinal);

    // Examples of rules break these, some of which are errors, and nothing else.
    private static string[] Faults(CodeBlock block) =>
    [
        .. Compile(block).Where(fault => fault.Severity == DiagnosticSeverity.Error && !(block.Page == RulesPage && fault.Id.StartsWith("QAPI5", StringComparison.Ordinal)))
            .Select(fault => $"{block}: {fault.Id} {fault.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}: {fault.Location.SourceTree?.GetText().Lines[fault.Location.GetLineSpan().StartLinePosition.Line]}"),
    ];

    private static ImmutableArray<Diagnostic> Compile(CodeBlock block)
    {
        string values = block.Page.Contains("Dashboard", StringComparison.Ordinal) ? "WebValues" : "HostValues";
        SyntaxTree usings = CSharpSyntaxTree.ParseText($"{Usings}\nglobal using static QapiGen.Docs.Tests.Given.{values};\n");
        CompilationUnitSyntax unit = Arrange((CompilationUnitSyntax)CSharpSyntaxTree.ParseText(block.Text).GetRoot());
        bool runs = unit.Members.OfType<GlobalStatementSyntax>().Any();
        var options = new CSharpCompilationOptions(runs ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("Block", [usings, unit.SyntaxTree], s_references, options).GetDiagnostics();
    }

    /// <summary>Puts types behind statements, as the language wants it, and methods of a class into one.</summary>
    private static CompilationUnitSyntax Arrange(CompilationUnitSyntax unit)
    {
        if (unit.Members.OfType<GlobalStatementSyntax>().Any(static member =>
            member.Statement is LocalFunctionStatementSyntax function && function.Modifiers.Any(SyntaxKind.PublicKeyword)))
        {
            return SyntaxFactory.ParseCompilationUnit($"public class Block\n{{\n{unit.ToFullString()}\n}}\n");
        }

        IEnumerable<MemberDeclarationSyntax> statements = unit.Members.Where(static member => member is GlobalStatementSyntax);
        return SyntaxFactory.ParseCompilationUnit(unit.WithMembers([.. statements, .. unit.Members.Where(static member => member is not GlobalStatementSyntax)]).ToFullString());
    }
}
