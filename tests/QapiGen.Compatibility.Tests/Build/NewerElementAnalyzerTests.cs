using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using QapiGen.SourceGenerator.Use;
using Xunit;

namespace QapiGen.Compatibility.Tests.Build;

public sealed class NewerElementAnalyzerTests
{
    // What the generator makes of a schema, as far as the analyzer looks at it.
    private const string Generated = """
        using System;
        using System.CodeDom.Compiler;
        using System.Threading.Tasks;
        using QapiGen.Runtime.Client;
        using QapiGen.Runtime.Messages;
        using QapiGen.Runtime.Metadata;

        namespace Api
        {
            [GeneratedCode("QapiGen", "1.0")]
            public interface IApiCommands
            {
                [QapiSince("8.2")] ValueTask ChangeAsync();
                [QapiSince("8.2")] ValueTask<int> QueryAsync();
                [QapiSince("6.0")] ValueTask StopAsync([QapiSince("9.0"), QapiName("stop-mode")] string mode = null);
            }

            [GeneratedCode("QapiGen", "1.0")]
            public sealed class ApiClient
            {
                public ApiClient(QmpClient client, QmpCallOptions options = null) { Connection = client; }

                public QmpClient Connection { get; }
                public IApiCommands Api => new ApiCommandsClient(Connection);
                public ApiClient With(QmpCallOptions options) => new(Connection, options);
                [QapiSince("8.2")] public ValueTask ChangeAsync() => default;
            }

            [GeneratedCode("QapiGen", "1.0")]
            public sealed class ApiCommandsClient : IApiCommands
            {
                public ApiCommandsClient(QmpClient client) { }

                [QapiSince("8.2")] public ValueTask ChangeAsync() => default;
                [QapiSince("8.2")] public ValueTask<int> QueryAsync() => default;
                [QapiSince("6.0")] public ValueTask StopAsync([QapiSince("9.0"), QapiName("stop-mode")] string mode = null) => default;
            }

            public static class ApiCommands
            {
                public static QmpCommandDescriptor Change { get; } = new("change");
                public static QmpCommandDescriptor Query { get; } = new("query");
                public static QmpCommandDescriptor Stop { get; } = new("stop");
            }

            public enum Level { Low, [QapiSince("8.0")] High }

            [QapiSince("9.1")] public sealed class Options { public int Depth; }

            public sealed class Info { [QapiSince("10.0")] public int Size { get; set; } }

            [QapiSince("8.2")] public sealed record WentEvent : QmpEvent, IQmpEvent<WentEvent>
            {
                [QapiSince("9.0")] public int Depth { get; init; }
                public static QmpEventDescriptor Descriptor => ApiEvent.Went;
                public static WentEvent Read(ref System.Text.Json.Utf8JsonReader reader, QapiGen.Runtime.Wire.WireMode mode) => new();
            }

            public static class ApiEvent
            {
                public static QmpEventDescriptor<WentEvent> Went { get; } = new("WENT");
                public static QmpEventDescriptor Came { get; } = new("CAME");
            }

            [GeneratedCode("QapiGen", "1.0")]
            public sealed class ApiEventEmitter
            {
                public ApiEventEmitter(IQmpEventSink sink) { }

                [QapiSince("8.2")] public void Went() { }
            }
        }

        """;

    [Theory]
    [InlineData("await api.ChangeAsync();", "IApiCommands.ChangeAsync 8.2")]
    [InlineData("await api.StopAsync();", null)]
    [InlineData("await api.StopAsync(\"now\");", "StopAsync(mode) 9.0")]
    [InlineData("await new Api.ApiCommandsClient(qmp).ChangeAsync();", "ApiCommandsClient.ChangeAsync 8.2")]
    [InlineData("await new Api.ApiCommandsClient(qmp).StopAsync();", null)]
    [InlineData("await new Api.ApiCommandsClient(qmp).StopAsync(mode: \"now\");", "StopAsync(mode) 9.0")]
    [InlineData("System.Func<System.Threading.Tasks.ValueTask> later = new Api.ApiCommandsClient(qmp).ChangeAsync;", "ApiCommandsClient.ChangeAsync 8.2")]
    [InlineData("if (qmp.Supports(Api.ApiCommands.Change)) { await new Api.ApiCommandsClient(qmp).ChangeAsync(); }", null)]
    [InlineData("if (qmp.Supports(Api.ApiCommands.Change)) { System.Func<System.Threading.Tasks.ValueTask> later = api.ChangeAsync; }", null)]
    [InlineData("_ = nameof(api.ChangeAsync);", null)]
    [InlineData("_ = Api.Level.High;", "Level.High 8.0")]
    [InlineData("_ = Api.Level.Low;", null)]
    [InlineData("_ = new Api.Options();", "Options 9.1")]
    [InlineData("_ = new Api.Info { Size = 1 };", "Info.Size 10.0")]
    [InlineData("_ = new Api.Info().Size;", null)]
    [InlineData("new Api.Info().Size = 2;", "Info.Size 10.0")]
    [InlineData("_ = System.Array.Empty<Api.Options>();", "Options 9.1")]
    [InlineData("_ = nameof(Api.Level.High);", null)]
    [InlineData("if (qmp.Supports(Api.ApiCommands.Change)) { await api.ChangeAsync(); }", null)]
    [InlineData("if (!qmp.Supports(Api.ApiCommands.Change)) { } else { await api.ChangeAsync(); }", null)]
    [InlineData("if (!qmp.Supports(Api.ApiCommands.Change)) { return; } await api.ChangeAsync();", null)]
    [InlineData("if (!qmp.Supports(Api.ApiCommands.Change)) throw new System.Exception(); await api.ChangeAsync();", null)]
    [InlineData("if (qmp.Supports(Api.ApiCommands.Stop, \"stop-mode\") && true) { await api.StopAsync(\"now\"); }", null)]
    [InlineData("if (qmp.Supports(Api.ApiCommands.Stop)) { await api.StopAsync(\"now\"); }", "StopAsync(mode) 9.0")]
    [InlineData("if (qmp.Supports(Api.ApiCommands.Stop, \"mode\")) { await api.StopAsync(\"now\"); }", "StopAsync(mode) 9.0")]
    [InlineData("_ = qmp.Supports(Api.ApiCommands.Stop) && Api.Level.High == 0;", null)]
    [InlineData("switch (1) { case 1: if (!qmp.Supports(Api.ApiCommands.Change)) { return; } await api.ChangeAsync(); break; }", null)]
    [InlineData("switch (1) { case 1: await api.ChangeAsync(); if (!qmp.Supports(Api.ApiCommands.Change)) { return; } break; }", "IApiCommands.ChangeAsync 8.2")]
    [InlineData("if (qmp == null) { goto use; } if (!qmp.Supports(Api.ApiCommands.Change)) { return; } use: await api.ChangeAsync();", "IApiCommands.ChangeAsync 8.2")]
    [InlineData("if (!qmp.Supports(Api.ApiCommands.Change)) { goto use; } use: await api.ChangeAsync();", "IApiCommands.ChangeAsync 8.2")]
    [InlineData("if (!qmp.Supports(Api.ApiCommands.Change)) { goto use; } first: use: { await api.ChangeAsync(); } if (qmp == null) goto first;", "IApiCommands.ChangeAsync 8.2")]
    [InlineData("if (qmp == null) goto late; if (!qmp.Supports(Api.ApiCommands.Change)) return; back: await api.ChangeAsync(); return; late: goto back;", "IApiCommands.ChangeAsync 8.2")]
    [InlineData("switch (1) { case 0: goto use; case 1: if (!qmp.Supports(Api.ApiCommands.Change)) { return; } use: await api.ChangeAsync(); break; }", "IApiCommands.ChangeAsync 8.2")]
    [InlineData("again: if (!qmp.Supports(Api.ApiCommands.Change)) return; await api.ChangeAsync(); goto again;", null)]
    [InlineData("if (!qmp.Supports(Api.ApiCommands.Change)) goto end; again: await api.ChangeAsync(); if (qmp == null) goto again; end: ;", null)]
    [InlineData("switch (1) { case 0: goto case 1; case 1: if (!qmp.Supports(Api.ApiCommands.Change)) { return; } await api.ChangeAsync(); break; }", null)]
    [InlineData("_ = !qmp.Supports(Api.ApiCommands.Stop) || Api.Level.High == 0;", null)]
    [InlineData("if (qmp.Supports(Api.ApiCommands.Stop)) { await api.ChangeAsync(); }", "IApiCommands.ChangeAsync 8.2")]
    [InlineData("if (!qmp.Supports(Api.ApiCommands.Change)) { await api.ChangeAsync(); }", "IApiCommands.ChangeAsync 8.2")]
    [InlineData("if (qmp.Supports(Api.ApiCommands.Change) || true) { await api.ChangeAsync(); }", "IApiCommands.ChangeAsync 8.2")]
    [InlineData("if (qmp.Supports(Api.ApiCommands.Change)) { } await api.ChangeAsync();", "IApiCommands.ChangeAsync 8.2")]
    public async Task Use_of_something_newer_needs_a_guard(string statement, string? warning)
    {
        string[] found = (await RunAsync(statement, "7.2")).Select(Describe).ToArray();

        Assert.Equal(warning is null ? [] : [warning], found);
    }

    // Who waits for an event asks for that one; who sends it has nobody to ask, and who has it needn't.
    [Theory]
    [InlineData("qmp.Events<Api.WentEvent>();", true)]
    [InlineData("await foreach (Api.WentEvent went in qmp.Events<Api.WentEvent>()) { }", true)]
    [InlineData("await qmp.WaitForEventAsync<Api.WentEvent>();", true)]
    [InlineData("System.Func<QmpEventBuffer, object> later = qmp.Events<Api.WentEvent>;", true)]
    [InlineData("if (qmp.Supports(Api.ApiCommands.Stop)) { qmp.Events<Api.WentEvent>(); }", true)]
    [InlineData("if (qmp.Supports(Api.ApiEvent.Came)) { qmp.Events<Api.WentEvent>(); }", true)]
    [InlineData("if (qmp.Supports(Api.ApiEvent.Went)) { qmp.Events<Api.WentEvent>(); }", false)]
    [InlineData("if (!qmp.Supports(Api.WentEvent.Descriptor)) { return; } await qmp.WaitForEventAsync<Api.WentEvent>();", false)]
    [InlineData("new Api.ApiEventEmitter(null).Went();", false)]
    [InlineData("_ = new Api.WentEvent { Depth = 1 };", false)]
    [InlineData("_ = System.Array.Empty<Api.WentEvent>();", false)]
    public async Task Who_waits_for_a_newer_event_asks_for_it(string statement, bool isFound) =>
        Assert.Equal(isFound ? ["WentEvent 8.2"] : [], (await RunAsync(statement, "7.2")).Select(Describe));

    [Fact]
    public async Task Who_waits_for_a_newer_event_asks_the_client_that_it_comes_from()
    {
        const string Wait = "void M(QmpClient a, QmpClient b) { if (@.Supports(ApiEvent.Went)) a.Events<WentEvent>(); }";

        Assert.Empty(await RunInClassAsync(Wait.Replace('@', 'a')));
        Assert.Single(await RunInClassAsync(Wait.Replace('@', 'b')));
    }

    // Whom the guard asks has to be who the call goes through.
    [Theory]
    [InlineData("void M(QmpClient a, QmpClient b) { if (@.Supports(ApiCommands.Change)) new ApiCommandsClient(a).ChangeAsync(); }", "a", "b")]
    [InlineData("void M(QmpClient a, QmpClient b) { if (@.Supports(ApiCommands.Change)) new ApiClient(a).Api.ChangeAsync(); }", "a", "b")]
    [InlineData("void M(QmpClient a, QmpClient b) { if (@.Supports(ApiCommands.Change)) new ApiClient(a).With(null).ChangeAsync(); }", "a", "b")]
    [InlineData("void M(QmpClient a, QmpClient b) { var api = new ApiClient(a); if (!@.Supports(ApiCommands.Change)) return; api.ChangeAsync(); }", "a", "b")]
    [InlineData("void M(QmpClient a, QmpClient b) { var c = a; var api = new ApiClient(c); if (!@.Supports(ApiCommands.Change)) return; api.Api.ChangeAsync(); }", "a", "b")]
    [InlineData("void M(QmpClient a, QmpClient b) { var api = new ApiClient(a); if (@.Supports(ApiCommands.Change)) api.ChangeAsync(); }", "api.Connection", "b")]
    [InlineData("void M(QmpClient a, QmpClient b) { if (@.Supports(ApiCommands.Change)) { System.Func<System.Threading.Tasks.ValueTask> f = new ApiClient(a).ChangeAsync; } }", "a", "b")]
    [InlineData("void M(QmpClient a, QmpClient b) { if (@.Supports(ApiCommands.Stop, \"stop-mode\")) new ApiCommandsClient(a).StopAsync(\"now\"); }", "a", "b")]
    [InlineData("void M(object o, QmpClient b) { if (o is QmpClient q && @.Supports(ApiCommands.Change)) new ApiCommandsClient(q).ChangeAsync(); }", "q", "b")]
    [InlineData("void M(QmpClient a, QmpClient b) { if (@.Supports(ApiCommands.Change)) new ApiClient(a)?.Api.ChangeAsync(); }", "a", "b")]
    [InlineData("void M(QmpClient a, QmpClient b) { var api = new ApiClient(a); if (a?.Supports(ApiCommands.Stop) == null || !@.Supports(ApiCommands.Change)) return; api?.ChangeAsync(); }", "a", "b")]
    [InlineData("ApiClient _api; QmpClient _a, _b; C(QmpClient a, QmpClient b) { _a = a; _b = b; _api = new(a); } void M() { if (@.Supports(ApiCommands.Change)) _api.ChangeAsync(); }", "_a", "_b")]
    [InlineData("readonly IApiCommands _api; readonly QmpClient _a, _b; C(QmpClient a, QmpClient b) => (_a, _b, _api) = (a, b, new ApiCommandsClient(a)); void M() { if (@.Supports(ApiCommands.Change)) _api.ChangeAsync(); }", "_a", "_b")]
    [InlineData("readonly IApiCommands _api; C(QmpClient a, QmpClient b) { _api = new ApiCommandsClient(a); if (@.Supports(ApiCommands.Change)) _api.ChangeAsync(); }", "a", "b")]
    [InlineData("static QmpClient a, b; static ApiClient Api => new(a); static void M() { if (@.Supports(ApiCommands.Change)) Api.ChangeAsync(); }", "a", "b")]
    [InlineData("public ApiClient Api { get; } public QmpClient Client { get; } C(QmpClient a) { Client = a; Api = new(a); } static void M(C a, C b) { if (@.Supports(ApiCommands.Change)) a.Api.ChangeAsync(); }", "a.Client", "b.Client")]
    [InlineData("public ApiClient Api { get; } public QmpClient Client { get; } C(QmpClient a) { Client = a; Api = new(a); } static void M(C a, C b) { var s = a; if (@.Supports(ApiCommands.Change)) s.Api.Api.ChangeAsync(); }", "a.Client", "b.Client")]
    public async Task A_guard_counts_when_it_asks_the_client_of_the_call(string members, string own, string other)
    {
        Assert.Empty(await RunInClassAsync(members.Replace("@", own, StringComparison.Ordinal)));
        Assert.Single(await RunInClassAsync(members.Replace("@", other, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_guard_counts_when_it_asks_the_client_that_a_primary_constructor_took()
    {
        const string Holder = "class H(QmpClient a, QmpClient b) { ApiClient _api = new(a); void M() { if (@.Supports(ApiCommands.Change)) _api.ChangeAsync(); } }\n";

        Assert.Empty(await RunInClassAsync("", Holder.Replace('@', 'a')));
        Assert.Single(await RunInClassAsync("", Holder.Replace('@', 'b')));
    }

    [Theory]
    [InlineData("void M(IApiCommands api, QmpClient b) { if (b.Supports(ApiCommands.Change)) api.ChangeAsync(); }")]
    [InlineData("IApiCommands _api; void M(QmpClient b) { if (b.Supports(ApiCommands.Change)) _api.ChangeAsync(); }")]
    [InlineData("void M(ApiClient a, QmpClient b) { if (b.Supports(ApiCommands.Change)) new ApiCommandsClient(a.Connection).ChangeAsync(); }")]
    [InlineData("ApiClient Get() => null; void M(QmpClient b) { if (b.Supports(ApiCommands.Change)) Get().ChangeAsync(); }")]
    [InlineData("ApiClient Get(QmpClient c) => null; void M(QmpClient a, QmpClient b) { if (b.Supports(ApiCommands.Change)) Get(a).ChangeAsync(); }")]
    [InlineData("public QmpClient A; public QmpClient B { get; set; } void M() { if (A.Supports(ApiCommands.Change)) new ApiClient(B).ChangeAsync(); }")]
    [InlineData("QmpClient[] all; void M(QmpClient b) { if (all[0].Supports(ApiCommands.Change)) new ApiClient(b).ChangeAsync(); }")]
    [InlineData("void M(QmpClient a, QmpClient b) { var c = a; c = b; var api = new ApiClient(c); if (a.Supports(ApiCommands.Change)) api.ChangeAsync(); }")]
    [InlineData("void M(QmpClient a, QmpClient b) { var api = new ApiClient(a); Swap(ref api); if (b.Supports(ApiCommands.Change)) api.ChangeAsync(); } void Swap(ref ApiClient api) { }")]
    [InlineData("void M(QmpClient a, QmpClient b, bool first) { var api = new ApiClient(first ? a : b); if (b.Supports(ApiCommands.Change)) api.ChangeAsync(); }")]
    [InlineData("ApiClient _api; ApiClient Api => _api ??= new(_a); QmpClient _a; void M() { if (_a.Supports(ApiCommands.Change)) Api.ChangeAsync(); }")]
    [InlineData("void M((QmpClient, int) pair, QmpClient b) { var (c, _) = pair; if (b.Supports(ApiCommands.Change)) new ApiClient(c).ChangeAsync(); }")]
    [InlineData("void M(QmpClient a, QmpClient b) { a = b; if (b.Supports(ApiCommands.Change)) new ApiClient(a).ChangeAsync(); }")]
    [InlineData("void M(QmpClient a, QmpClient b) { M(ref a); if (b.Supports(ApiCommands.Change)) new ApiClient(a).ChangeAsync(); } void M(ref QmpClient a) { }")]
    [InlineData("void M(QmpClient b) { if (Find(out var c) && b.Supports(ApiCommands.Change)) new ApiClient(c).ChangeAsync(); } bool Find(out QmpClient c) { c = null; return true; }")]
    [InlineData("void M(C s, QmpClient b) { if (s is { A: { } c } && b.Supports(ApiCommands.Change)) new ApiClient(c).ChangeAsync(); } QmpClient A;")]
    [InlineData("void M(QmpClient a) { if (a.Supports(ApiCommands.Stop)) { _ = Level.High; _ = new Options(); } }")]
    public async Task A_guard_counts_where_the_client_of_the_call_cant_be_known(string members) => Assert.Empty(await RunInClassAsync(members));

    [Fact]
    public async Task Message_names_both_versions()
    {
        Diagnostic found = Assert.Single(await RunAsync("await api.ChangeAsync();", "7.2"));

        Assert.Equal("QAPI5010", found.Id);
        Assert.Equal(
            "'IApiCommands.ChangeAsync' is there since 8.2, but servers as old as 7.2 are to work; ask Supports first",
            found.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("8.2")]
    [InlineData("10.0")]
    [InlineData("")]
    public async Task Minimum_that_is_new_enough_or_absent_warns_of_nothing(string minimum) =>
        Assert.Empty(await RunAsync("await api.ChangeAsync();", minimum));

    [Theory]
    [InlineData("7.2", true, 1)]
    [InlineData("7.2", false, 1)]
    [InlineData("8.2", true, 0)]
    [InlineData("", true, 0)]
    public async Task Minimum_of_a_referenced_assembly_counts(string minimum, bool asImage, int count)
    {
        string attribute = minimum.Length == 0 ? "" : $"[assembly: QapiMinimumVersion(\"Api\", \"{minimum}\")]\n";
        CSharpCompilation library = AnalyzerRunner.Compile(Generated.Replace("namespace Api", attribute + "namespace Api", StringComparison.Ordinal)).WithAssemblyName("library");
        CSharpCompilation user = AnalyzerRunner.Compile(Program("await api.ChangeAsync();")).AddReferences(asImage ? Image(library) : library.ToMetadataReference());

        Assert.Equal(count, (await AnalyzerRunner.RunAsync(new NewerElementAnalyzer(), user, new BuildInput())).Length);
    }

    [Fact]
    public async Task What_the_project_itself_says_goes_before_what_an_assembly_says()
    {
        CSharpCompilation library = AnalyzerRunner.Compile(Generated.Replace("namespace Api", "[assembly: QapiMinimumVersion(\"Api\", \"7.2\")]\nnamespace Api", StringComparison.Ordinal)).WithAssemblyName("library");
        CSharpCompilation user = AnalyzerRunner.Compile(Program("await api.ChangeAsync();")).AddReferences(library.ToMetadataReference());

        Assert.Empty(await AnalyzerRunner.RunAsync(new NewerElementAnalyzer(), user, Input("9.0")));
    }

    [Fact]
    public async Task Minimum_that_the_generator_was_given_travels_with_what_it_generated()
    {
        const string Schema = "##\n# @change:\n#\n# Since: 8.2\n##\n{ 'command': 'change' }\n";
        BuildInput input = new BuildInput().AddRoot("/w/api.json", Schema, ("Namespace", "Api"), ("MinimumVersion", "7.2"));
        CSharpGeneratorDriver.Create([new SourceGenerator.QapiGenerator().AsSourceGenerator()], input.Files, optionsProvider: input)
            .RunGeneratorsAndUpdateCompilation(AnalyzerRunner.Compile("").WithAssemblyName("library"), out Compilation library, out _);
        CSharpCompilation user = AnalyzerRunner.Compile("").AddReferences(Image(library)).AddSyntaxTrees(CSharpSyntaxTree.ParseText(
            """
            class Program
            {
                async System.Threading.Tasks.Task Run(Api.IApiCommands api, QapiGen.Runtime.Client.QmpClient qmp)
                {
                    await api.ChangeAsync();
                    await new Api.ApiCommandsClient(qmp).ChangeAsync();
                    await new Api.ApiClient(qmp).ChangeAsync();
                    if (qmp.Supports(Api.ApiCommand.Change))
                    {
                        await new Api.ApiClient(qmp).ChangeAsync();
                    }
                }
            }
            """));

        Assert.Equal(
            ["IApiCommands.ChangeAsync 8.2", "ApiCommandsClient.ChangeAsync 8.2", "ApiClient.ChangeAsync 8.2"],
            (await AnalyzerRunner.RunAsync(new NewerElementAnalyzer(), user, new BuildInput())).OrderBy(d => d.Location.SourceSpan.Start).Select(Describe));
    }

    internal static string Source(string statement) => Generated + Program(statement);

    internal static string InClass(string members, string types = "") =>
        Generated.Replace("namespace Api", "using Api;\n\nnamespace Api", StringComparison.Ordinal) + $"class C\n{{\n    {members}\n}}\n{types}";

    private static PortableExecutableReference Image(Compilation library)
    {
        using var image = new MemoryStream();
        EmitResult result = library.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static string Program(string statement) => $$"""
        class Program
        {
            async System.Threading.Tasks.Task Run(Api.IApiCommands api, QapiGen.Runtime.Client.QmpClient qmp)
            {
                {{statement}}
                await System.Threading.Tasks.Task.CompletedTask;
            }
        }
        """;

    internal static BuildInput Input(string minimum) =>
        new BuildInput().AddRoot("/w/api.json", "", ("Namespace", "Api"), ("MinimumVersion", minimum));

    private static Task<ImmutableArray<Diagnostic>> RunAsync(string statement, string minimum) =>
        AnalyzerRunner.RunAsync(new NewerElementAnalyzer(), AnalyzerRunner.Compile(Source(statement)), Input(minimum));

    private static Task<ImmutableArray<Diagnostic>> RunInClassAsync(string members, string types = "") => AnalyzerRunner.RunAsync(
        new NewerElementAnalyzer(),
        AnalyzerRunner.Compile(InClass(members, types)),
        Input("7.2"));

    private static string Describe(Diagnostic diagnostic)
    {
        string[] words = diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Split('\'', ' ', ',');
        return $"{words[1]} {words[6]}";
    }
}
