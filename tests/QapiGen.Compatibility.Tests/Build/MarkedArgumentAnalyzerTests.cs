using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QapiGen.SourceGenerator.Use;
using Xunit;

namespace QapiGen.Compatibility.Tests.Build;

public sealed class MarkedArgumentAnalyzerTests
{
    private const string Schema = """
        ##
        # @boost:
        #
        # @level: how much
        #
        # @old: before
        #
        # @wild: perhaps
        #
        # Features:
        #
        # @deprecated: Member @old is deprecated.  Use @level.
        ##
        { 'command': 'boost',
          'data': { 'level': 'int',
                    '*old': { 'type': 'int', 'features': [ 'deprecated' ] },
                    '*wild': { 'type': 'int', 'features': [ 'unstable' ] } } }
        ##
        # @Options:
        #
        # @old: before
        #
        # @wild: perhaps
        #
        # Features:
        #
        # @deprecated: Member @old is deprecated.  Use @level.
        ##
        { 'struct': 'Options',
          'data': { '*old': { 'type': 'int', 'features': [ 'deprecated' ] },
                    '*wild': { 'type': 'int', 'features': [ 'unstable' ] } } }
        { 'command': 'set', 'data': 'Options', 'boxed': true }
        { 'event': 'BOOSTED',
          'data': { 'level': 'int',
                    '*old': { 'type': 'int', 'features': [ 'deprecated' ] },
                    '*wild': { 'type': 'int', 'features': [ 'unstable' ] } } }
        """;

    [Theory]
    [InlineData("await new Home.HomeCommandsClient(qmp).BoostAsync(1, old: 3, wild: 4);", "Warning QAPI5001 HomeCommandsClient.BoostAsync(old)", "Error QAPI5002 HomeCommandsClient.BoostAsync(wild)")]
    [InlineData("await new Home.HomeCommandsClient(qmp).BoostAsync(1, 3);", "Warning QAPI5001 HomeCommandsClient.BoostAsync(old)")]
    [InlineData("await new Home.HomeClient(qmp).BoostAsync(1, wild: null);", "Error QAPI5002 HomeClient.BoostAsync(wild)")]
    [InlineData("Home.IHomeCommands home = new Home.HomeCommandsClient(qmp); await home.BoostAsync(1, old: 3);", "Warning QAPI5001 IHomeCommands.BoostAsync(old)")]
    [InlineData("new Home.HomeEventEmitter(null!).Boosted(1, old: 3, wild: 4);", "Warning QAPI5001 HomeEventEmitter.Boosted(old)", "Error QAPI5002 HomeEventEmitter.Boosted(wild)")]
    [InlineData("new Home.HomeEventEmitter(null!).Boosted(1);")]
    [InlineData("await new Home.HomeCommandsClient(qmp).BoostAsync(1);")]
    [InlineData("await new Home.HomeCommandsClient(qmp).BoostAsync(level: 1, cancellationToken: default);")]
    [InlineData("System.Func<System.Threading.Tasks.ValueTask> later = () => new Home.HomeCommandsClient(qmp).BoostAsync(1, old: 3);", "Warning QAPI5001 HomeCommandsClient.BoostAsync(old)")]
    [InlineData("\n#pragma warning disable QAPI5001, QAPI5002\nawait new Home.HomeCommandsClient(qmp).BoostAsync(1, old: 3, wild: 4);\n#pragma warning restore QAPI5001, QAPI5002\n")]
    public async Task Giving_a_marked_argument_says_what_the_mark_means(string statement, params string[] expected) =>
        Assert.Equal(expected, (await RunAsync(Program(statement))).Select(Describe));

    [Fact]
    public async Task A_function_pointer_has_parameters_too() =>
        Assert.Empty(await RunAsync("public static unsafe class P { public static int M(delegate*<int, int> f) => f(1); }"));

    [Fact]
    public async Task An_argument_is_told_in_the_words_of_a_member()
    {
        CSharpCompilation user = Compile(Program("_ = new Home.Options { Old = 1, Wild = 2 };"));
        Diagnostic[] members = [.. user.GetDiagnostics().Where(static found => found.Id is "QAPI5001" or "QAPI5002").OrderBy(static found => found.Id)];
        ImmutableArray<Diagnostic> arguments = await RunAsync(Program("await new Home.HomeCommandsClient(qmp).BoostAsync(1, old: 3, wild: 4);"));

        Assert.Equal(2, members.Length);
        Assert.Equal(members.Select(Words), arguments.Select(Words));
        Assert.Equal(members.Select(static found => found.IsWarningAsError || found.Severity == DiagnosticSeverity.Error), arguments.Select(static found => found.Severity == DiagnosticSeverity.Error));
    }

    [Theory]
    [InlineData("[System.Obsolete]", "Error QAPI5002 HomeCommandsClient.BoostAsync(wild)")]
    [InlineData("[System.Diagnostics.CodeAnalysis.Experimental(\"X\")]", "Warning QAPI5001 HomeCommandsClient.BoostAsync(old)")]
    public async Task Code_that_is_marked_itself_is_told_nothing_as_by_the_compiler(string mark, string expected)
    {
        string call = Program("await new Home.HomeCommandsClient(qmp).BoostAsync(1, old: 3, wild: 4);");
        Assert.Equal([expected], (await RunAsync(mark + "\n" + call)).Select(Describe));
        Assert.Equal([expected], (await RunAsync(call.Replace("    async", "    " + mark + " async", System.StringComparison.Ordinal))).Select(Describe));
    }

    [Fact]
    public async Task What_a_project_doesnt_want_to_be_told_isnt()
    {
        CSharpCompilation user = Compile(Program("await new Home.HomeCommandsClient(qmp).BoostAsync(1, old: 3, wild: 4);"));
        user = user.WithOptions(user.Options.WithSpecificDiagnosticOptions(ImmutableDictionary<string, ReportDiagnostic>.Empty
            .Add("QAPI5001", ReportDiagnostic.Suppress).Add("QAPI5002", ReportDiagnostic.Suppress)));

        Assert.Empty(await AnalyzerRunner.RunAsync(new MarkedArgumentAnalyzer(), user, new BuildInput()));
    }

    // What was generated hands marked arguments on; the library that has it is told nothing.
    [Fact]
    public async Task Generated_code_is_told_nothing() =>
        Assert.Empty(await AnalyzerRunner.RunAsync(new MarkedArgumentAnalyzer(), Compile(""), new BuildInput()));

    private static CSharpCompilation Compile(string source)
    {
        BuildInput input = new BuildInput().AddRoot("/w/home.json", Schema, ("Namespace", "Home"));
        CSharpGeneratorDriver.Create([new SourceGenerator.QapiGenerator().AsSourceGenerator()], input.Files, optionsProvider: input)
            .RunGeneratorsAndUpdateCompilation(AnalyzerRunner.Compile(source), out Compilation output, out ImmutableArray<Diagnostic> faults);
        Assert.Empty(faults);
        return (CSharpCompilation)output;
    }

    private static async Task<ImmutableArray<Diagnostic>> RunAsync(string source) =>
        [.. (await AnalyzerRunner.RunAsync(new MarkedArgumentAnalyzer(), Compile(source), new BuildInput())).OrderBy(static found => found.Location.SourceSpan.Start)];

    private static string Program(string statement) => $$"""
        class Program
        {
            async System.Threading.Tasks.Task Run(QapiGen.Runtime.Client.QmpClient qmp)
            {
                {{statement}}
                await System.Threading.Tasks.Task.CompletedTask;
            }
        }
        """;

    private static string Describe(Diagnostic found) => $"{found.Severity} {found.Id} {found.GetMessage(CultureInfo.InvariantCulture).Split('\'')[1]}";

    // All but the name of what it is about.
    private static string Words(Diagnostic found)
    {
        string message = found.GetMessage(CultureInfo.InvariantCulture);
        return message[message.IndexOf("' ", System.StringComparison.Ordinal)..];
    }
}
