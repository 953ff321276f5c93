using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using QapiGen.CodeFixes;
using QapiGen.SourceGenerator;
using QapiGen.SourceGenerator.Use;
using Xunit;

namespace QapiGen.Compatibility.Tests.Build;

/// <summary>Which minimum counts for commands of a module that a referenced assembly has.</summary>
public sealed class ReusedModuleUseTests
{
    private const string Common = "##\n# @boost:\n#\n# @mode: how (since 3.0)\n#\n# Since: 2.0\n##\n{ 'command': 'boost', 'data': { '*mode': 'str' } }\n";

    private const string More = "{ 'include': 'common.json' }\n##\n# @brake:\n#\n# Since: 2.2\n##\n{ 'command': 'brake' }\n";

    private const string Own = "{ 'include': 'common.json' }\n{ 'include': 'more.json' }\n##\n# @turn:\n#\n# Since: 4.0\n##\n{ 'command': 'turn' }\n";

    // The project's own minimum counts for all that its client sends, whichever is older.
    [Theory]
    [InlineData("1.0", "", "AClient.BoostAsync 2.0/1.0", "BoostAsync(mode) 3.0/1.0")]
    [InlineData("2.0", "", "BoostAsync(mode) 3.0/2.0")]
    [InlineData("3.0", "")]
    [InlineData("", "")]
    [InlineData("", "1.0", "AClient.BoostAsync 2.0/1.0", "BoostAsync(mode) 3.0/1.0")]
    [InlineData("1.0", "2.5", "BoostAsync(mode) 3.0/2.5")]
    [InlineData("1.0", "3.0")]
    [InlineData("3.0", "1.0", "AClient.BoostAsync 2.0/1.0", "BoostAsync(mode) 3.0/1.0")]
    public async Task Client_of_a_schema_without_a_minimum_has_that_of_the_module_that_it_forwards_to(string library, string project, params string[] expected)
    {
        CSharpCompilation common = Generate("Common", [], [], ("common.json", Common, library));
        foreach (MetadataReference reference in (MetadataReference[])[common.ToMetadataReference(), Image(common)])
        {
            Assert.Equal(expected, await RunAsync(Project(project, [reference], "await new App.AClient(q).BoostAsync(\"fast\");"), project));
        }
    }

    [Theory]
    [InlineData("1.0", "2.2", "AClient.BoostAsync 2.0/1.0", "CommonCommandsClient.BoostAsync 2.0/1.0")]
    [InlineData("2.0", "1.0", "AClient.BrakeAsync 2.2/1.0", "MoreClient.BoostAsync 2.0/1.0", "MoreCommandsClient.BrakeAsync 2.2/1.0")]
    [InlineData("1.0", "", "AClient.BoostAsync 2.0/1.0", "CommonCommandsClient.BoostAsync 2.0/1.0", "MoreClient.BoostAsync 2.0/1.0")]
    public async Task Modules_of_two_assemblies_have_each_its_own_minimum(string common, string more, params string[] expected)
    {
        MetadataReference first = Image(Generate("Common", [], [], ("common.json", Common, common)));
        MetadataReference second = Image(Generate("More", [first], [("common.json", Common)], ("more.json", More, more)));

        string[] found = await RunAsync(Project("", [first, second], """
            await new App.AClient(q).BoostAsync();
            await new App.AClient(q).BrakeAsync();
            await new App.AClient(q).TurnAsync();
            await new Common.CommonCommandsClient(q).BoostAsync();
            await new More.MoreClient(q).BoostAsync();
            await new More.MoreCommandsClient(q).BrakeAsync();
            """), "");

        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task Minimum_of_the_module_counts_in_projects_that_refer_to_the_one_that_reuses_it()
    {
        MetadataReference common = Image(Generate("Common", [], [], ("common.json", Common, "1.0")));
        MetadataReference app = Image(Project("", [common], ""));
        CSharpCompilation user = AnalyzerRunner.Compile(Program("System.Func<string, System.Threading.CancellationToken, System.Threading.Tasks.ValueTask> later = new App.AClient(q).BoostAsync;"))
            .AddReferences(common, app);

        Assert.Equal(["AClient.BoostAsync 2.0/1.0"], (await AnalyzerRunner.RunAsync(new NewerElementAnalyzer(), user, new BuildInput())).Select(Describe));
    }

    [Theory]
    [InlineData("1.0", "")]
    [InlineData("", "1.0")]
    [InlineData("3.0", "1.0")]
    public async Task Question_that_the_code_fix_puts_names_the_descriptor_of_the_module(string library, string project)
    {
        CSharpCompilation source = Project(
            project, [Image(Generate("Common", [], [], ("common.json", Common, library)))], "await new App.AClient(q).BoostAsync(); await new App.AClient(q).BoostAsync(\"fast\");");
        ImmutableArray<Diagnostic> diagnostics = await AnalyzerRunner.RunAsync(new NewerElementAnalyzer(), source, Input(project));
        foreach (Diagnostic diagnostic in diagnostics)
        {
            // A server that has the argument has the command.
            bool isArgument = Describe(diagnostic).Contains("mode", StringComparison.Ordinal);
            string text = await FixAsync(source, diagnostic);

            Assert.Contains("if (q.Supports(Common.CommonCommand" + (isArgument ? ".Boost, \"mode\"))" : ".Boost))"), text, StringComparison.Ordinal);
            CSharpCompilation mended = source.ReplaceSyntaxTree(source.SyntaxTrees.Single(IsProgram), CSharpSyntaxTree.ParseText(text, path: "Program.cs"));
            Assert.Equal(isArgument ? 1 : 2, (await RunAsync(mended, project)).Length);
        }

        Assert.Equal(3, diagnostics.Length);
    }

    private static async Task<string> FixAsync(CSharpCompilation source, Diagnostic diagnostic)
    {
        using var workspace = new AdhocWorkspace();
        Project project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "app", "app", LanguageNames.CSharp, compilationOptions: source.Options, metadataReferences: source.References));
        foreach (SyntaxTree tree in source.SyntaxTrees)
        {
            project = project.AddDocument(tree.FilePath, await tree.GetTextAsync(), filePath: tree.FilePath).Project;
        }

        Document document = project.Documents.Single(static one => one.FilePath == "Program.cs");
        var actions = new List<CodeAction>();
        await new AddGuardFix().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic.Location.SourceSpan, [diagnostic], (action, _) => actions.Add(action), CancellationToken.None));
        ImmutableArray<CodeActionOperation> operations = await Assert.Single(actions).GetOperationsAsync(CancellationToken.None);
        return (await operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }

    // A project with 'a.json', which includes what there are assemblies for.
    private static CSharpCompilation Project(string minimum, MetadataReference[] references, string statements)
    {
        bool hasMore = references.Length > 1;
        (string Name, string Text)[] includes = hasMore ? [("common.json", Common), ("more.json", More)] : [("common.json", Common)];
        string own = hasMore ? Own : Own.Replace("{ 'include': 'more.json' }\n", "", StringComparison.Ordinal);
        CSharpCompilation app = Generate("App", references, includes, ("a.json", own, minimum));
        Assert.Null(app.GetTypeByMetadataName("App.ICommonCommands"));
        return app.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Program(statements), path: "Program.cs"));
    }

    private static string Program(string statements) => $$"""
        class Program
        {
            static async System.Threading.Tasks.Task Run(QapiGen.Runtime.Client.QmpClient q)
            {
                {{statements}}
                await System.Threading.Tasks.Task.CompletedTask;
            }
        }
        """;

    private static CSharpCompilation Generate(string place, MetadataReference[] references, (string Name, string Text)[] includes, (string Name, string Text, string Minimum) root)
    {
        BuildInput input = new BuildInput().AddRoot("/w/" + root.Name, root.Text, ("Namespace", place), ("MinimumVersion", root.Minimum));
        foreach ((string name, string text) in includes)
        {
            input.AddInclude("/w/" + name, text);
        }

        CSharpGeneratorDriver.Create([new QapiGenerator().AsSourceGenerator()], input.Files, optionsProvider: input)
            .RunGeneratorsAndUpdateCompilation(AnalyzerRunner.Compile("").RemoveAllSyntaxTrees().AddReferences(references).WithAssemblyName(place), out Compilation output, out _);
        return (CSharpCompilation)output;
    }

    private static PortableExecutableReference Image(CSharpCompilation library)
    {
        using var image = new MemoryStream();
        EmitResult result = library.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static BuildInput Input(string minimum) => new BuildInput().AddRoot("/w/a.json", "", ("Namespace", "App"), ("MinimumVersion", minimum));

    private static async Task<string[]> RunAsync(CSharpCompilation project, string minimum) =>
        [.. (await AnalyzerRunner.RunAsync(new NewerElementAnalyzer(), project, Input(minimum))).OrderBy(static found => found.Location.SourceSpan.Start).Select(Describe)];

    private static bool IsProgram(SyntaxTree tree) => tree.FilePath == "Program.cs";

    private static string Describe(Diagnostic diagnostic)
    {
        string[] words = diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Split('\'', ' ', ',');
        return $"{words[1]} {words[6]}/{words[13]}";
    }
}
