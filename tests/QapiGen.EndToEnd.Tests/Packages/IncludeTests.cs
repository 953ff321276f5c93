using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text.Json;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>Which files a build hands to the compiler, and what it says of those that it can't find.</summary>
[Collection(PackagesCollection.Name)]
public sealed class IncludeTests(LocalFeed feed)
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="QapiGen" Version="0.1.0" />
            <QapiSchema Include="root.json" Namespace="Sample" Baseline="old/root.json" />
          </ItemGroup>
        </Project>
        """;

    [Fact]
    public void Only_files_that_a_root_reaches_are_handed_over()
    {
        string folder = feed.CreateConsumer(
            "reach, o'neil/project",
            ("Reach.csproj", Project),
            ("root.json", "{ 'include': 'sub/a.json' }\n{ 'include': # why\n  '../outside.json' }\n{ 'include': 'gone.json' }\n{ 'include': 'sub' }\n{ 'include': 'x,y.json' }\n"),
            ("x,y.json", "{ 'enum': 'Y', 'data': [ 'a' ] }\n"),
            ("sub/a.json", "{ 'enum': 'A', 'data': [ '100%', ';', '$(X)', '@(Y)' ] }\n{ 'include': 'b.json' }{ 'include': '../root.json' }\n"),
            ("sub/b.json", "{ 'struct': 'B', 'data': { 'include': 'str' } }\n"),
            ("../outside.json", "{ 'include': 'project/sub/b.json' }\n"),
            ("old/root.json", "{ 'include': 'b.json' }\n"),
            ("old/b.json", "{ 'command': 'b' }\n"),
            ("sub/unused.json", "{ 'include': 'a.json' }\n"),
            ("node_modules/x/package.json", "{}"),
            ("package.json", "{}"));

        using JsonDocument items = JsonDocument.Parse(LocalFeed.Run(folder, "msbuild", "-restore", "-nologo", "-v:quiet", "-t:QapiGenAddFiles", "-getItem:AdditionalFiles"));

        JsonElement[] files = [.. items.RootElement.GetProperty("Items").GetProperty("AdditionalFiles").EnumerateArray()];
        Assert.Equal(
            ["../outside.json include", "old/b.json include", "old/root.json include", "root.json root", "sub/a.json include", "sub/b.json include", "x,y.json include"],
            files.Select(file => $"{Path.GetRelativePath(folder, file.GetProperty("FullPath").GetString()!)} {file.GetProperty("QapiKind").GetString()}").Order(StringComparer.Ordinal));
        string[] missing = files.Single(file => file.GetProperty("QapiKind").GetString() == "root").GetProperty("QapiMissing").GetString()!.Split('|');
        Assert.Contains(Path.Combine(folder, "gone.json"), missing);
        Assert.Contains(Path.Combine(folder, "sub"), missing);
    }

    [Fact]
    public void A_missing_include_says_what_is_the_case()
    {
        string folder = feed.CreateConsumer(
            "missing",
            ("Missing.csproj", Project.Replace("Baseline=\"old/root.json\" />", "/><QapiInclude Include=\"there/#1/types.json\" />", StringComparison.Ordinal)),
            ("root.json", "{ 'include': 'gone.json' }\n{ 'include': 'job.json' }\n{ 'include': 'a@b.json' }\n{ 'include': 'types.json' }\n"),
            ("there/#1/types.json", "{ 'command': 'd' }\n"),
            ("a@b.json", "{ 'command': 'c' }\n"));

        (int code, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet");

        Assert.NotEqual(0, code);
        Assert.Contains("root.json(1,14): error QAPI0041: can't read include file '" + Path.Combine(folder, "gone.json") + "': no such file", output, StringComparison.Ordinal);
        Assert.Contains("root.json(2,14): error QAPI0041", output, StringComparison.Ordinal);
        Assert.Contains("the package QapiGen.Jobs has one: add <PackageReference Include=\"QapiGen.Jobs\" />", output, StringComparison.Ordinal);
        Assert.Contains($"add <QapiInclude Include=\"{Path.Combine(folder, "a@b.json")}\" />", output, StringComparison.Ordinal);
        Assert.Contains($"of the QapiInclude item '{Path.Combine(folder, "there/#1/types.json")}' the path alone counts: add Name=\"types.json\" to it", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_nearly_meant_by_an_include_is_named()
    {
        string folder = feed.CreateConsumer(
            "near, o'neil",
            ("Near.csproj", Project
                .Replace("Baseline=\"old/root.json\" />", "/><QapiInclude Include=\"far/named.json\" Name=\"named.json\" />", StringComparison.Ordinal)),
            ("root.json", "{ 'include': 'Types.json' }\n{ 'include': ' types.json ' }\n{ 'include': 'sub #1\\\\b.json' }\n{ 'include': 'Sub #1\\\\B.json' }\n{ 'include': 'sub #1/Deep/c.json' }\n{ 'include': 'Named.json' }\n{ 'include': 'gone/types.json' }\n"),
            ("types.json", "{ 'enum': 'T', 'data': [ 'a' ] }\n"),
            ("sub #1/b.json", "{ 'enum': 'B', 'data': [ 'a' ] }\n"),
            ("sub #1/dEEp/c.json", "{ 'enum': 'C', 'data': [ 'a' ] }\n"),
            ("far/named.json", "{ 'enum': 'N', 'data': [ 'a' ] }\n"));

        (int code, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet");

        Assert.NotEqual(0, code);
        string[] meant = ["types.json", "types.json", "sub #1/b.json", "sub #1/b.json", "sub #1/dEEp/c.json", "named.json"];
        Assert.All(meant.Select(static (name, i) => (name, i)), near =>
        {
            string line = Assert.Single(output.Split('\n').Distinct(), line => line.Contains($"root.json({near.i + 1},14): error QAPI0041: can't read include file '", StringComparison.Ordinal));
            Assert.Contains($"': no such file; '{near.name}' is meant, perhaps", line, StringComparison.Ordinal);
        });
        Assert.Contains($"root.json(7,14): error QAPI0041: can't read include file '{Path.Combine(folder, "gone/types.json")}': no such file [", output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB", output, StringComparison.Ordinal);
    }

    /// <summary>A link to nothing, a link to itself, and a file that isn't for everybody: as includes and as roots.</summary>
    [LinuxPermissionTheory]
    [InlineData("")]
    [InlineData("-p:MSBuildWarningsAsMessages=NU1701")]
    [InlineData("-p:MSBuildWarningsAsErrors=MSB3954%3BMSB4018")]
    [InlineData("-p:MSBuildTreatWarningsAsErrors=true")]
    [InlineData("-p:TreatWarningsAsErrors=true")]
    [InlineData("-warnaserror")]
    [SupportedOSPlatform("linux")]
    public void A_file_that_is_there_and_cant_be_opened_is_told_with_all_that_is_wrong_besides(string said)
    {
        string folder = feed.CreateConsumer(
            "unreadable" + said.Length,
            ("Unreadable.csproj", Project
                .Replace("Baseline=\"old/root.json\" />", "/><QapiSchema Include=\"dangling.json;circle.json;secret.json\" />", StringComparison.Ordinal)),
            ("root.json", "{ 'include': 'dangling.json' }\n{ 'include': 'circle.json' }\n{ 'include': 'secret.json' }\n{ 'include': 'sound.json' }\n{ 'command': 'c', 'dta': 'X' }\n"),
            ("sound.json", "{ 'command': 'd', 'dta': 'X' }\n"),
            ("secret.json", "{ 'command': 'e' }\n"));
        File.CreateSymbolicLink(Path.Combine(folder, "dangling.json"), "nowhere.json");
        File.CreateSymbolicLink(Path.Combine(folder, "circle.json"), "circle.json");
        File.SetUnixFileMode(Path.Combine(folder, "secret.json"), UnixFileMode.None);

        (int code, string output) = LocalFeed.TryRunBound(folder, ["msbuild", "-restore", "-nologo", "-v:quiet", .. said.Length == 0 ? [] : new[] { said }]);

        Assert.NotEqual(0, code);
        Assert.DoesNotContain("MSB", output, StringComparison.Ordinal);
        (string Name, int Line)[] files = [("dangling.json", 1), ("circle.json", 2), ("secret.json", 3)];
        foreach ((string name, int line) in files)
        {
            Assert.Single(output.Split($"Unreadable.csproj : error QAPI0001: can't read file '{Path.Combine(folder, name)}', which an item names: it is there, but can't be opened").Skip(1));
            Assert.Single(output.Split($"root.json({line},14): error QAPI0041: can't read include file '{Path.Combine(folder, name)}': it is there, but can't be opened").Skip(1));
        }

        Assert.Contains("root.json(5,19): error QAPI", output, StringComparison.Ordinal);
        Assert.Contains("sound.json(1,19): error QAPI", output, StringComparison.Ordinal);
    }

    /// <summary>So are the settings of tool and build, and accepted findings, which the settings name or the item.</summary>
    [LinuxPermissionFact]
    [SupportedOSPlatform("linux")]
    public void Settings_and_accepted_findings_that_cant_be_opened_hide_nothing()
    {
        string folder = feed.CreateConsumer(
            "shut settings, o'neil",
            ("Shut.csproj", Project.Replace("Baseline=\"old/root.json\" />", "Baseline=\"root.json\" Suppressions=\"ok #1.txt\" />", StringComparison.Ordinal)),
            ("root.json", "{ 'command': 'c', 'dta': 'X' }\n"),
            ("Use.cs", "class Use { Missing _missing; }\n"),
            ("secret.toml", "suppressions = 'ok.txt'\n"),
            ("qapigen.txt", "suppressions = 'ok #1.txt'\n"));
        File.CreateSymbolicLink(Path.Combine(folder, "qapigen.toml"), "nowhere.toml");
        File.CreateSymbolicLink(Path.Combine(folder, "ok #1.txt"), "ok #1.txt");
        File.SetUnixFileMode(Path.Combine(folder, "secret.toml"), UnixFileMode.None);
        const string Shut = "it is there, but can't be opened";
        string item = $"root.json(1,1): error QAPI4001: Suppressions=\"{Path.Combine(folder, "ok #1.txt")}\" of the QapiSchema item '{Path.Combine(folder, "root.json")}': {Shut}";
        LocalFeed.Run(folder, "restore");

        (string Arguments, string Fault)[] calls =
        [
            ("", $"{Path.Combine(folder, "qapigen.toml")} : error QAPI0001: can't read file '{Path.Combine(folder, "qapigen.toml")}': {Shut}"),
            ("-p:QapiConfiguration=secret.toml", $"{Path.Combine(folder, "secret.toml")} : error QAPI0001: can't read file 'secret.toml': {Shut}"),
            ("-p:QapiConfiguration=gone.toml", $"{Path.Combine(folder, "gone.toml")} : error QAPI0001: can't read file 'gone.toml': no such file"),
        ];
        Assert.All(calls, call => AssertAll(call.Arguments, call.Fault, item));
        AssertAll("-p:QapiConfiguration=qapigen.txt", $"qapigen.txt(1,1): error QAPI4001: suppressions = \"ok #1.txt\": '{Path.Combine(folder, "ok #1.txt")}': {Shut}");

        void AssertAll(string argument, params string[] faults)
        {
            (int code, string output) = LocalFeed.TryRunBound(folder, ["msbuild", "-nologo", "-v:quiet", .. argument.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

            Assert.NotEqual(0, code);
            Assert.DoesNotContain("MSB", output, StringComparison.Ordinal);
            Assert.All([.. faults, "root.json(1,19): error QAPI", "Use.cs(1,13): error CS0246"], fault => Assert.Single(output.Split(fault).Skip(1)));
        }
    }

    /// <summary>So is an item that can't be meant.</summary>
    [Fact]
    public void A_root_that_isnt_there_and_a_baseline_that_cant_be_had_hide_nothing()
    {
        string folder = feed.CreateConsumer(
            "hide-nothing",
            ("Hide.csproj", Project
                .Replace("Baseline=\"old/root.json\" />", "Baseline=\".\" /><QapiSchema Include=\"other.json\" Namespace=\"Other\" Baseline=\"git:no such;commit's\" /><QapiSchema Include=\"gone.json\" />", StringComparison.Ordinal)),
            ("root.json", "{ 'command': 'c', 'dta': 'X' }\n"),
            ("other.json", "{ 'command': 'd', 'dta': 'X' }\n"),
            ("Use.cs", "class Use { Missing _missing; }\n"));

        (int code, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet");

        Assert.NotEqual(0, code);
        Assert.DoesNotContain("MSB", output, StringComparison.Ordinal);
        string[] faults =
        [
            "Hide.csproj : error QAPI0001: can't read schema file 'gone.json', which a QapiSchema item names: no such file",
            "root.json(1,1): error QAPI3901: the baseline '.' is a folder, in which no schema is surely the root: name a file",
            "other.json(1,1): error QAPI3901: the baseline 'git:no such;commit's' can't be had: a commit is named by letters, digits",
            "root.json(1,19): error QAPI",
            "other.json(1,19): error QAPI",
            "Use.cs(1,13): error CS0246",
        ];
        Assert.All(faults, fault => Assert.Single(output.Split(fault).Skip(1)));
    }

    [Fact]
    public void The_item_that_the_message_has_is_what_is_missing()
    {
        string[] names = ["a;b.json", "a*b.json", "a?b.json", "a%2Ab.json", "a$(b).json", "a@(b).json"];
        string folder = feed.CreateConsumer(
            "escaped",
            [
                ("Escaped.csproj", Project.Replace("Baseline=\"old/root.json\" />", "/>", StringComparison.Ordinal)),
                ("root.json", string.Concat(names.Select(static name => $"{{ 'include': '{name}' }}\n"))),
                .. names.Select(static (name, i) => (name, $"{{ 'struct': 'S{i}', 'data': {{ }} }}\n")),
            ]);
        (_, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet", "-clp:NoSummary");
        string[] items = [.. output.Split('\n').Where(static line => line.Contains("error QAPI0041", StringComparison.Ordinal)).Select(static line => line[line.IndexOf("<QapiInclude", StringComparison.Ordinal)..(line.IndexOf("/>", StringComparison.Ordinal) + 2)]).Distinct()];
        string project = Path.Combine(folder, "Escaped.csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace("</ItemGroup>", string.Concat(items) + "</ItemGroup>", StringComparison.Ordinal));

        (int code, string said) = LocalFeed.TryRun(folder, "msbuild", "-nologo", "-v:quiet", "-clp:NoSummary");

        Assert.Equal(names.Length, items.Length);
        Assert.Equal((0, ""), (code, said.Trim()));
    }

    // Read to its end it would take all memory there is.
    [Fact]
    public void What_the_system_makes_up_as_it_is_read_is_no_file_to_include()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string folder = feed.CreateConsumer(
            "systems",
            ("Systems.csproj", Project.Replace(" Baseline=\"old/root.json\"", "", StringComparison.Ordinal)),
            ("root.json", "{ 'include': '/dev/zero' }\n{ 'include': '/proc/../proc/self/environ' }\n"));

        (int code, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet");

        Assert.NotEqual(0, code);
        Assert.Contains("root.json(1,14): error QAPI0041: can't read include file '/dev/zero': it isn't a regular file", output, StringComparison.Ordinal);
        Assert.Contains("root.json(2,14): error QAPI0041", output, StringComparison.Ordinal);
        Assert.DoesNotContain("build again", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tool_finds_what_the_build_finds()
    {
        string folder = feed.CreateConsumer(
            "tool",
            ("Tool.csproj", Project
                .Replace("Baseline=\"old/root.json\"", "Dialect=\"10.2\"", StringComparison.Ordinal)
                .Replace("<QapiSchema", "<PackageReference Include=\"QapiGen.Jobs\" Version=\"0.1.0\" /><QapiSchema", StringComparison.Ordinal)),
            ("root.json", "{ 'include': 'job.json' }\n{ 'struct': 'Watch', 'data': { 'status': 'JobStatus' } }\n{ 'command': 'query-watch', 'returns': 'Watch' }\n"));
        LocalFeed.Run(folder, "restore", "-v", "quiet");
        string tool = RepositoryPaths.Get("generator", "QapiGen.Cli", "bin", LocalFeed.Configuration, "net10.0", "qapigen.dll");

        (int code, string output) = LocalFeed.TryRun(folder, tool, "check", "--project", "Tool.csproj");

        Assert.True(code == 0, output);
        Assert.Contains("root.json: no faults (2 files,", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<QapiSchema Include=\"gone.json\" Namespace=\"Gone\" />", "Meant.csproj : error QAPI0001: can't read schema file 'gone.json', which a QapiSchema item names: no such file")]
    [InlineData("<QapiSchema Include=\"root.json;gone.json;old/gone.json\" />", "error QAPI0001: can't read schema file 'gone.json', 'old/gone.json', which")]
    [InlineData("<QapiSchema Include=\"root.json\" Namespace=\"A\" /><QapiInclude Include=\"gone/inc.json\" />", "Meant.csproj : error QAPI0001: can't read file 'gone/inc.json', which a QapiInclude item names: no such file")]
    [InlineData("<QapiSchema Include=\"root.json\" Namespace=\"My-Home\" MinimumVersion=\"new\" />", "root.json(1,1): error QAPI4001: Namespace=\"My-Home\"")]
    [InlineData("<QapiSchema Include=\"*.json\" Namespace=\"A\" /><QapiSchema Include=\"root.json\" Namespace=\"B\" />", "root.json(1,1): error QAPI4090")]
    public void An_item_that_cant_be_meant_fails_the_build(string item, string message)
    {
        string project = Project.Replace("<QapiSchema Include=\"root.json\" Namespace=\"Sample\" Baseline=\"old/root.json\" />", item, StringComparison.Ordinal);
        string folder = feed.CreateConsumer("meant-" + item.Length, ("Meant.csproj", project), ("root.json", "{ 'command': 'c' }\n"));

        (int code, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet", "-p:RunAnalyzers=false");

        Assert.NotEqual(0, code);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.DoesNotContain("error CS", output, StringComparison.Ordinal);
    }

    // As on file systems which tell small letters from capitals; MSBuild doesn't.
    [Theory]
    [InlineData("<QapiSchema Include=\"t.json\" Namespace=\"A\" /><QapiSchema Include=\"T.json\" Namespace=\"B\" />", "t.json A, T.json B")]
    [InlineData("<QapiSchema Include=\"t.json;T.json\" Namespace=\"A\" />", "t.json A, T.json A")]
    [InlineData("<QapiSchema Include=\"t.json\" Namespace=\"A\" /><QapiSchema Include=\"t.json\" Namespace=\"B\" />", "t.json A twice")]
    [InlineData("<QapiSchema Include=\"T.json\" Namespace=\"A\" /><QapiSchema Include=\"t.json\" Namespace=\"B\" /><QapiSchema Include=\"t.json\" Namespace=\"C\" />", "T.json A, t.json B twice")]
    [InlineData("<QapiSchema Include=\"t.json\" Namespace=\"A\" /><QapiSchema Include=\"t.json\" Namespace=\"A\" />", "t.json A")]
    [InlineData("<QapiSchema Include=\"t.json;r.json\" Namespace=\"A\" />", "t.json A, r.json A, T.json")]
    [InlineData("<QapiSchema Include=\"r.json;R.json\" Namespace=\"A\" />", "r.json A, R.json A, T.json, t.json")]
    public void Files_whose_names_differ_in_case_only_are_different_files(string items, string handedOver)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string project = Project.Replace("<QapiSchema Include=\"root.json\" Namespace=\"Sample\" Baseline=\"old/root.json\" />", items, StringComparison.Ordinal);
        string folder = feed.CreateConsumer(
            "case-" + items.Length,
            ("Case.csproj", project),
            ("t.json", "{ 'command': 'a' }\n"),
            ("T.json", "{ 'command': 'b' }\n"),
            ("r.json", "{ 'include': 'T.json' }\n"),
            ("R.json", "{ 'include': 't.json' }\n"));

        using JsonDocument answer = JsonDocument.Parse(LocalFeed.Run(folder, "msbuild", "-restore", "-nologo", "-v:quiet", "-t:QapiGenAddFiles", "-getItem:AdditionalFiles"));

        string Describe(JsonElement file)
        {
            string Get(string name) => file.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";
            bool isTwice = Get("QapiTwice").Split('|').Contains(Get("FullPath"), StringComparer.Ordinal);
            return $"{Path.GetFileName(Get("FullPath"))} {Get("QapiNamespace")}{(isTwice ? " twice" : "")}".Trim();
        }

        Assert.Equal(handedOver, string.Join(", ", answer.RootElement.GetProperty("Items").GetProperty("AdditionalFiles").EnumerateArray().Select(Describe)));
    }

    private static string? WhyNoPermissions => !OperatingSystem.IsLinux() ? "files have no permissions of Unix"
        : Environment.IsPrivilegedProcess && OptionalPrograms.Find("setpriv") is null ? "root may read everything, and setpriv is not installed"
        : null;

    private sealed class LinuxPermissionFactAttribute : FactAttribute
    {
        public LinuxPermissionFactAttribute() => Skip = WhyNoPermissions;
    }

    private sealed class LinuxPermissionTheoryAttribute : TheoryAttribute
    {
        public LinuxPermissionTheoryAttribute() => Skip = WhyNoPermissions;
    }
}
