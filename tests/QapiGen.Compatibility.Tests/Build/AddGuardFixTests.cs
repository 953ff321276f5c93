using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using QapiGen.CodeFixes;
using QapiGen.SourceGenerator.Use;
using Xunit;

namespace QapiGen.Compatibility.Tests.Build;

public sealed class AddGuardFixTests
{
    [Theory]
    [InlineData("await api.ChangeAsync();", "if (qmp.Supports(Api.ApiCommands.Change))", "await api.ChangeAsync();")]
    [InlineData("await api.StopAsync(\"now\");", "if (qmp.Supports(Api.ApiCommands.Stop))", "await api.StopAsync(\"now\");")]
    public async Task Statement_is_put_behind_a_question(string statement, string guard, string body)
    {
        string text = await FixAsync(statement);

        string[] lines = text.Split('\n').Select(l => l.Trim()).ToArray();
        int index = System.Array.IndexOf(lines, guard);
        Assert.True(index >= 0, text);
        Assert.Equal(["{", body, "}"], lines[(index + 1)..(index + 4)]);
        Assert.Empty(await AnalyzerRunner.RunAsync(
            new NewerElementAnalyzer(), AnalyzerRunner.Compile(text), NewerElementAnalyzerTests.Input("7.2")));
    }

    private static async Task<string> FixAsync(string statement)
    {
        string source = NewerElementAnalyzerTests.Source(statement);
        using var workspace = new AdhocWorkspace();
        Document document = workspace.AddProject(ProjectInfo.Create(
                ProjectId.CreateNewId(), VersionStamp.Default, "consumer", "consumer", LanguageNames.CSharp,
                compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
                metadataReferences: AnalyzerRunner.References))
            .AddDocument("Program.cs", SourceText.From(source), filePath: "Program.cs");
        Diagnostic diagnostic = Assert.Single(await AnalyzerRunner.RunAsync(
            new NewerElementAnalyzer(), AnalyzerRunner.Compile(source), NewerElementAnalyzerTests.Input("7.2")));

        var actions = new List<CodeAction>();
        await new AddGuardFix().RegisterCodeFixesAsync(new CodeFixContext(
            document, diagnostic.Location.SourceSpan, [diagnostic], (action, _) => actions.Add(action), CancellationToken.None));
        ImmutableArray<CodeActionOperation> operations = await Assert.Single(actions).GetOperationsAsync(CancellationToken.None);
        Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return (await changed.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }
}
