using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using QapiGen.CodeFixes;
using QapiGen.SourceGenerator.Use;
using Xunit;

namespace QapiGen.Compatibility.Tests.Build;

public sealed class AddGuardFixTests
{
    [Theory]
    [InlineData("await api.ChangeAsync();", "if (qmp.Supports(Api.ApiCommands.Change))", "await api.ChangeAsync();")]
    [InlineData("await api.StopAsync(\"now\");", "if (qmp.Supports(Api.ApiCommands.Stop, \"stop-mode\"))", "await api.StopAsync(\"now\");")]
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

    [Theory]
    [InlineData("qmp.Events<Api.WentEvent>();", "if (qmp.Supports(Api.ApiEvent.Went))")]
    [InlineData("await foreach (Api.WentEvent went in qmp.Events<Api.WentEvent>()) { }", "if (qmp.Supports(Api.ApiEvent.Went))")]
    [InlineData("using var went = qmp.Events<Api.WentEvent>();", "if (!qmp.Supports(Api.ApiEvent.Went))")]
    [InlineData("Api.WentEvent went = await qmp.WaitForEventAsync<Api.WentEvent>();", "if (!qmp.Supports(Api.ApiEvent.Went))")]
    [InlineData("System.Func<QmpEventBuffer, object> later = qmp.Events<Api.WentEvent>;", "if (!qmp.Supports(Api.ApiEvent.Went))")]
    public async Task Waits_for_events_are_put_behind_a_question(string statement, string guard)
    {
        string text = await FixAsync(statement);

        Assert.Contains(guard, text, System.StringComparison.Ordinal);
        await AssertMendedAsync(text);
    }

    [Theory]
    [InlineData("await new Api.ApiCommandsClient(qmp).ChangeAsync();", "if (qmp.Supports(Api.ApiCommands.Change))")]
    [InlineData("await new Api.ApiCommandsClient(qmp).StopAsync(\"now\");", "if (qmp.Supports(Api.ApiCommands.Stop, \"stop-mode\"))")]
    public async Task Calls_of_client_classes_are_put_behind_a_question(string statement, string guard) =>
        Assert.Contains(guard, await FixAsync(statement), System.StringComparison.Ordinal);

    [Fact]
    public async Task Statement_before_an_else_keeps_its_else()
    {
        string text = await FixAsync("if (qmp is null) await api.ChangeAsync(); else await api.StopAsync();");

        IfStatementSyntax outer = (await CSharpSyntaxTree.ParseText(text).GetRootAsync()).DescendantNodes().OfType<IfStatementSyntax>().First();
        Assert.Equal("qmp is null", outer.Condition.ToString());
        Assert.NotNull(outer.Else);
    }

    [Fact]
    public async Task All_of_a_document_are_mended_at_once()
    {
        const string Statements = """
            await api.ChangeAsync();
                    await new Api.ApiCommandsClient(qmp).StopAsync("now");
                    System.Threading.Tasks.Task.WhenAll(api.ChangeAsync().AsTask(), api.StopAsync("then").AsTask(), api.ChangeAsync().AsTask()).Wait();
                    System.Threading.Tasks.Task.Run(async () =>
                    {
                        await api.ChangeAsync();
                    }).Wait();
            """;

        string text = await FixAllAsync(Statements);

        Assert.Contains("if (qmp.Supports(Api.ApiCommands.Change) && qmp.Supports(Api.ApiCommands.Stop, \"stop-mode\"))", text, System.StringComparison.Ordinal);
        Assert.Equal(3, text.Split("if (qmp.Supports(Api.ApiCommands.Change)").Length - 1);
        Assert.Empty(await AnalyzerRunner.RunAsync(
            new NewerElementAnalyzer(), AnalyzerRunner.Compile(text), NewerElementAnalyzerTests.Input("7.2")));
    }

    [Fact]
    public async Task What_has_to_run_is_put_behind_a_way_out_and_compiles()
    {
        const string Statements = """
            // What it is now.
                    int state = await api.QueryAsync();
                    var both = (await api.QueryAsync(), api.StopAsync("now"));
                    Parse(await api.QueryAsync(), out int parsed);
                    async System.Threading.Tasks.Task<int> Ask()
                    {
                        if (state == 1) return await api.QueryAsync();
                        return await api.QueryAsync() + parsed + both.Item1;
                    }

                    await Ask();
                    static void Parse(int value, out int parsed) => parsed = value;
            """;

        string text = await FixAllAsync(Statements);

        Assert.Contains("if (!qmp.Supports(Api.ApiCommands.Query) || !qmp.Supports(Api.ApiCommands.Stop, \"stop-mode\"))", text, System.StringComparison.Ordinal);
        Assert.Equal(4, text.Split("if (!qmp.Supports(Api.ApiCommands.Query))").Length - 1);
        CSharpCompilation compilation = AnalyzerRunner.Compile(text);
        Assert.DoesNotContain(compilation.GetDiagnostics(), static item => item.Severity == DiagnosticSeverity.Error);
        Assert.Empty(await AnalyzerRunner.RunAsync(new NewerElementAnalyzer(), compilation, NewerElementAnalyzerTests.Input("7.2")));
    }

    [Theory]
    [InlineData("int x; x = await api.QueryAsync(); System.Console.WriteLine(x);", true)]
    [InlineData("int x; Parse(await api.QueryAsync(), out x); System.Console.WriteLine(x); static void Parse(int value, out int parsed) => parsed = value;", true)]
    [InlineData("Pair p; p.A = await api.QueryAsync(); p.B = 1; System.Console.WriteLine(p.A);", true)]
    [InlineData("int x; if (await api.QueryAsync() == 1) { x = 1; } else { return; } System.Console.WriteLine(x);", true)]
    [InlineData("if (!Parse(await api.QueryAsync(), out int x)) { return; } System.Console.WriteLine(x); static bool Parse(int value, out int parsed) { parsed = value; return true; }", true)]
    [InlineData("await Ask(); async System.Threading.Tasks.Task<int> Ask() { if (await api.QueryAsync() == 1) { return 1; } else { return 2; } }", true)]
    [InlineData("await Ask(); async System.Threading.Tasks.Task<int> Ask() { throw new System.Exception((await api.QueryAsync()).ToString()); }", true)]
    [InlineData("switch (await System.Threading.Tasks.Task.FromResult(1)) { case 1: throw new System.Exception((await api.QueryAsync()).ToString()); default: break; }", true)]
    [InlineData("Ask(out _); void Ask(out System.Threading.Tasks.Task task) { task = api.ChangeAsync().AsTask(); }", true)]
    [InlineData("int x = 0; x = await api.QueryAsync(); System.Console.WriteLine(x);", false)]
    [InlineData("int x; for (x = 0; x < 3; x++) { await api.ChangeAsync(); }", false)]
    public async Task What_compiled_still_compiles_when_all_is_mended(string statements, bool hasToRun)
    {
        string text = await FixAllAsync(statements, "struct Pair { public int A; public int B; }\n");

        Assert.Equal(hasToRun, text.Contains("if (!qmp.Supports(", System.StringComparison.Ordinal));
        await AssertMendedAsync(text);
    }

    [Theory]
    [InlineData("static System.Threading.Tasks.Task C(QmpClient qmp) => new Api.ApiCommandsClient(qmp).ChangeAsync().AsTask();", "return new Api.ApiCommandsClient(qmp).ChangeAsync().AsTask();")]
    [InlineData("static async System.Threading.Tasks.Task C(QmpClient qmp) => await new Api.ApiCommandsClient(qmp).ChangeAsync();", "await new Api.ApiCommandsClient(qmp).ChangeAsync();")]
    [InlineData("static async System.Threading.Tasks.Task<int> C(QmpClient qmp) => await new Api.ApiCommandsClient(qmp).QueryAsync(); // Now.", "return await new Api.ApiCommandsClient(qmp).QueryAsync();")]
    [InlineData("static void C(QmpClient qmp) => // Why.\n    new Api.ApiCommandsClient(qmp).StopAsync(\"now\");", "new Api.ApiCommandsClient(qmp).StopAsync(\"now\");")]
    [InlineData("static void C(QmpClient qmp) { Go(); void Go() => new Api.ApiCommandsClient(qmp).ChangeAsync(); }", "new Api.ApiCommandsClient(qmp).ChangeAsync();")]
    [InlineData("QmpClient qmp;\n\n    System.Threading.Tasks.ValueTask C => new Api.ApiCommandsClient(qmp).ChangeAsync();", "return new Api.ApiCommandsClient(qmp).ChangeAsync();")]
    [InlineData("QmpClient qmp;\n\n    System.Threading.Tasks.ValueTask this[int i] => new Api.ApiCommandsClient(qmp).ChangeAsync();", "return new Api.ApiCommandsClient(qmp).ChangeAsync();")]
    [InlineData("QmpClient qmp;\n\n    object C { get => new Api.ApiCommandsClient(qmp).ChangeAsync(); set => throw new System.Exception(value + \"\" + new Api.ApiCommandsClient(qmp).ChangeAsync()); }", "throw new System.Exception(value + \"\" + new Api.ApiCommandsClient(qmp).ChangeAsync());")]
    public async Task A_body_that_is_an_expression_becomes_a_block_with_a_way_out(string member, string statement)
    {
        string text = await FixAllAsync("", $"class Short\n{{\n    {member}\n}}\n");

        Assert.Contains("if (!qmp.Supports(Api.ApiCommands.", text, System.StringComparison.Ordinal);
        Assert.Contains(" " + statement, text, System.StringComparison.Ordinal);
        Assert.All(["// Why.", "// Now."], comment => Assert.Equal(member.Contains(comment, System.StringComparison.Ordinal), text.Contains(comment, System.StringComparison.Ordinal)));
        await AssertMendedAsync(text);
    }

    [Fact]
    public async Task An_initializer_has_no_place_for_a_question_and_no_mend()
    {
        string source = NewerElementAnalyzerTests.Source("") + "class Early { static object C = new Api.ApiCommandsClient(null).ChangeAsync(); }\n";
        using var workspace = new AdhocWorkspace();
        Document document = AddDocument(workspace, source);
        Diagnostic diagnostic = Assert.Single(await AnalyzerRunner.RunAsync(new NewerElementAnalyzer(), AnalyzerRunner.Compile(source), NewerElementAnalyzerTests.Input("7.2")));
        var actions = new List<CodeAction>();
        await new AddGuardFix().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic.Location.SourceSpan, [diagnostic], (action, _) => actions.Add(action), CancellationToken.None));
        Assert.Empty(actions);
    }

    // The client of the call, by a name that it has at the place.
    [Theory]
    [InlineData("void M(QmpClient a, QmpClient b) { new ApiCommandsClient(b).ChangeAsync(); }", "if (b.Supports(ApiCommands.Change))")]
    [InlineData("void M(QmpClient a, QmpClient b) { var api = new ApiClient(b); api.Api.ChangeAsync(); }", "if (b.Supports(ApiCommands.Change))")]
    [InlineData("void M(ApiClient api, QmpClient b) { api.Api.ChangeAsync(); }", "if (api.Connection.Supports(ApiCommands.Change))")]
    [InlineData("void M(C s, QmpClient b) { new ApiClient(s.Client).ChangeAsync(); } public QmpClient Client { get; set; }", "if (s.Client.Supports(ApiCommands.Change))")]
    [InlineData("void M(C s, QmpClient b) { Get(s.Client).ChangeAsync(); } public QmpClient Client { get; set; } ApiClient Get(QmpClient c) => null;", "if (s.Client.Supports(ApiCommands.Change))")]
    [InlineData("readonly IApiCommands _api; readonly QmpClient _client; C(QmpClient client) => (_client, _api) = (client, new ApiCommandsClient(client)); void M(QmpClient client) { _api.ChangeAsync(); }", "if (_client.Supports(ApiCommands.Change))")]
    [InlineData("readonly ApiClient _api; C(QmpClient client) => _api = new(client); void M(QmpClient client) { _api.Api.ChangeAsync(); }", "if (_api.Connection.Supports(ApiCommands.Change))")]
    [InlineData("QmpClient client; void M(QmpClient client) { new ApiClient(this.client).ChangeAsync(); }", "if (this.client.Supports(ApiCommands.Change))")]
    [InlineData("static QmpClient client; void M(QmpClient client) { new ApiClient(C.client).ChangeAsync(); }", "if (C.client.Supports(ApiCommands.Change))")]
    [InlineData("void M(QmpClient @event) { new ApiClient(@event).ChangeAsync(); }", "if (@event.Supports(ApiCommands.Change))")]
    [InlineData("QmpClient only; void M(IApiCommands api) { api.ChangeAsync(); }", "if (only.Supports(ApiCommands.Change))")]
    [InlineData("void M(IApiCommands api, QmpClient b) { M(api.ChangeAsync(), b); } void M(object task, QmpClient c) { }", "if (b.Supports(ApiCommands.Change))")]
    [InlineData("void M(QmpClient a) { object Later() => null; System.Func<object> f = Later; f += () => new ApiClient(a).ChangeAsync(); }", "if (a.Supports(ApiCommands.Change))")]
    [InlineData("void M(QmpClient a) { again: new ApiClient(a).ChangeAsync(); goto again; }", "if (a.Supports(ApiCommands.Change))")]
    [InlineData("async System.Threading.Tasks.Task M(QmpClient a) { again: other: int x = await new ApiCommandsClient(a).QueryAsync(); if (x == 0) goto again; else goto other; }", "again: other: if (!a.Supports(ApiCommands.Query))")]
    [InlineData("void M(object o) { if (o is QmpClient q && o != null) { new ApiClient(q).ChangeAsync(); } }", "if (q.Supports(ApiCommands.Change))")]
    public async Task The_question_is_put_to_the_client_of_the_call(string members, string guard)
    {
        string text = await FixAllInClassAsync(members);

        Assert.Contains(guard, string.Join(' ', text.Split((char[])[' ', '\n', '\r'], System.StringSplitOptions.RemoveEmptyEntries)), System.StringComparison.Ordinal);
        await AssertMendedAsync(text);
    }

    [Theory]
    [InlineData("IApiCommands api; void M() { api.ChangeAsync(); }")]
    [InlineData("QmpClient a; static void M(IApiCommands api) { api.ChangeAsync(); }")]
    [InlineData("void M(IApiCommands api) { api.ChangeAsync(); QmpClient later = null; _ = later; }")]
    [InlineData("void M(IApiCommands api, QmpClient a, QmpClient b) { api.ChangeAsync(); }")]
    [InlineData("void M(IApiCommands api) { QmpClient unset; api.ChangeAsync(); unset = null; _ = unset; }")]
    [InlineData("void M(IApiCommands api, out QmpClient a) { api.ChangeAsync(); a = null; }")]
    [InlineData("async void M(QmpClient b) { await new ApiCommandsClient(await QmpClient.ConnectAsync(\"unix:a\")).ChangeAsync(); }")]
    [InlineData("void M(QmpClient b) { Get().ChangeAsync(); } ApiClient Get() => null;")]
    [InlineData("void M(QmpClient[] all, QmpClient b) { System.Array.ForEach(all, q => new ApiCommandsClient(q).ChangeAsync()); }")]
    [InlineData("void M(QmpClient[] all, QmpClient b) { new ApiCommandsClient(all[0]).ChangeAsync(); }")]
    [InlineData("async void M(object o, QmpClient b) { if (o is QmpClient q && await new ApiCommandsClient(q).QueryAsync() == 1) { } }")]
    [InlineData("async void M(object o, QmpClient b) { _ = o is QmpClient q ? await new ApiCommandsClient(q).QueryAsync() : 0; }")]
    [InlineData("readonly IApiCommands _api; C(QmpClient client) => _api = new ApiCommandsClient(client); void M(QmpClient client) { _api.ChangeAsync(); }")]
    [InlineData("void M(QmpClient a) { static void Go(IApiCommands api) { api.ChangeAsync(); } Go(null); }")]
    [InlineData("void M(ref QmpClient a, IApiCommands api) { Later(() => { api.ChangeAsync(); }); } void Later(System.Action action) { }")]
    public async Task Where_no_client_can_be_asked_nothing_is_mended(string members)
    {
        string source = NewerElementAnalyzerTests.InClass(members);
        Assert.Equal(source, await FixAllTextAsync(source));

        using var workspace = new AdhocWorkspace();
        Document document = AddDocument(workspace, source);
        Diagnostic diagnostic = Assert.Single(await AnalyzerRunner.RunAsync(new NewerElementAnalyzer(), AnalyzerRunner.Compile(source), NewerElementAnalyzerTests.Input("7.2")));
        var actions = new List<CodeAction>();
        await new AddGuardFix().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic.Location.SourceSpan, [diagnostic], (action, _) => actions.Add(action), CancellationToken.None));
        Assert.Empty(actions);
    }

    [Fact]
    public async Task What_cant_be_mended_keeps_nothing_else_from_being_mended()
    {
        string text = await FixAllInClassAsync("""
            IApiCommands api;
                void A(ref QmpClient a, IApiCommands api) { Later(() => { api.ChangeAsync(); }); }
                void Later(System.Action action) { }
                void B(QmpClient b) { new ApiClient(b).ChangeAsync(); }
                void D() { api.ChangeAsync(); }
            """);

        Assert.Equal(2, text.Split("Supports(").Length);
        Assert.Contains("if (b.Supports(ApiCommands.Change))", text, System.StringComparison.Ordinal);
        Assert.DoesNotContain(AnalyzerRunner.Compile(text).GetDiagnostics(), static item => item.Severity == DiagnosticSeverity.Error);
    }

    private static Task<string> FixAllInClassAsync(string members) => FixAllTextAsync(NewerElementAnalyzerTests.InClass(members));

    private static async Task AssertMendedAsync(string text)
    {
        CSharpCompilation compilation = AnalyzerRunner.Compile(text);
        Diagnostic[] errors = [.. compilation.GetDiagnostics().Where(static item => item.Severity == DiagnosticSeverity.Error)];
        Assert.True(errors.Length == 0, string.Join('\n', errors.Select(static error => error.ToString())) + "\n" + text);
        Assert.Empty(await AnalyzerRunner.RunAsync(new NewerElementAnalyzer(), compilation, NewerElementAnalyzerTests.Input("7.2")));
    }

    private static Task<string> FixAllAsync(string statements, string types = "") => FixAllTextAsync(NewerElementAnalyzerTests.Source(statements) + "\n" + types);

    private static async Task<string> FixAllTextAsync(string source)
    {
        Assert.DoesNotContain(AnalyzerRunner.Compile(source).GetDiagnostics(), static item => item.Severity == DiagnosticSeverity.Error);
        using var workspace = new AdhocWorkspace();
        Document document = AddDocument(workspace, source);
        ImmutableArray<Diagnostic> diagnostics = await AnalyzerRunner.RunAsync(
            new NewerElementAnalyzer(), AnalyzerRunner.Compile(source), NewerElementAnalyzerTests.Input("7.2"));
        var fix = new AddGuardFix();
        FixAllProvider all = fix.GetFixAllProvider()!;
        Assert.Contains(FixAllScope.Document, all.GetSupportedFixAllScopes());
        CodeAction? action = await all.GetFixAsync(new FixAllContext(
            document, fix, FixAllScope.Document, nameof(AddGuardFix), fix.FixableDiagnosticIds, new Known(diagnostics), CancellationToken.None));
        ImmutableArray<CodeActionOperation> operations = await action!.GetOperationsAsync(CancellationToken.None);
        Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return (await changed.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }

    private static Document AddDocument(AdhocWorkspace workspace, string source) => workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "consumer", "consumer", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
            metadataReferences: AnalyzerRunner.References))
        .AddDocument("Program.cs", SourceText.From(source), filePath: "Program.cs");

    private static async Task<string> FixAsync(string statement)
    {
        string source = NewerElementAnalyzerTests.Source(statement);
        using var workspace = new AdhocWorkspace();
        Document document = AddDocument(workspace, source);
        Diagnostic diagnostic = Assert.Single(await AnalyzerRunner.RunAsync(
            new NewerElementAnalyzer(), AnalyzerRunner.Compile(source), NewerElementAnalyzerTests.Input("7.2")));

        var actions = new List<CodeAction>();
        await new AddGuardFix().RegisterCodeFixesAsync(new CodeFixContext(
            document, diagnostic.Location.SourceSpan, [diagnostic], (action, _) => actions.Add(action), CancellationToken.None));
        ImmutableArray<CodeActionOperation> operations = await Assert.Single(actions).GetOperationsAsync(CancellationToken.None);
        Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return (await changed.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }

    private sealed class Known(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
