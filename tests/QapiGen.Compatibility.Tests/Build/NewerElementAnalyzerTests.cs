using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using QapiGen.SourceGenerator.Use;
using Xunit;

namespace QapiGen.Compatibility.Tests.Build;

public sealed class NewerElementAnalyzerTests
{
    // What the generator makes of a schema, as far as the analyzer looks at it.
    private const string Generated = """
        using System;
        using System.Threading.Tasks;
        using QapiGen.Runtime.Client;
        using QapiGen.Runtime.Metadata;

        namespace Api
        {
            public interface IApiCommands
            {
                [QapiSince("8.2")] ValueTask ChangeAsync();
                [QapiSince("6.0")] ValueTask StopAsync([QapiSince("9.0")] string mode = null);
            }

            public static class ApiCommands
            {
                public static QmpCommandDescriptor Change { get; } = new("change");
                public static QmpCommandDescriptor Stop { get; } = new("stop");
            }

            public enum Level { Low, [QapiSince("8.0")] High }

            [QapiSince("9.1")] public sealed class Options { public int Depth; }

            public sealed class Info { [QapiSince("10.0")] public int Size { get; set; } }
        }

        """;

    [Theory]
    [InlineData("await api.ChangeAsync();", "IApiCommands.ChangeAsync 8.2")]
    [InlineData("await api.StopAsync();", null)]
    [InlineData("await api.StopAsync(\"now\");", "StopAsync(mode) 9.0")]
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
    [InlineData("if (qmp.Supports(Api.ApiCommands.Stop, \"mode\") && true) { await api.StopAsync(\"now\"); }", null)]
    [InlineData("_ = qmp.Supports(Api.ApiCommands.Stop) && Api.Level.High == 0;", null)]
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

    internal static string Source(string statement) => Generated + $$"""
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

    private static string Describe(Diagnostic diagnostic)
    {
        string[] words = diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Split('\'', ' ', ',');
        return $"{words[1]} {words[6]}";
    }
}
