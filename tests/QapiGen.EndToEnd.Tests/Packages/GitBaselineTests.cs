using System;
using System.IO;
using QapiGen.TestSupport;
using Xunit;
using static QapiGen.TestSupport.GitProgram;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>A baseline in a commit, and the configuration that the build and the tool share.</summary>
[Collection(PackagesCollection.Name)]
public sealed class GitBaselineTests(LocalFeed feed)
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="QapiGen" Version="0.1.0" />
            <QapiSchema Include="api/root.json" Namespace="Sample" />
          </ItemGroup>
        </Project>
        """;

    private const string Types = "{ 'struct': 'T', 'data': { 'x': 'int', '*y': 'int' } }\n";

    [ProgramFact("git")]
    public void Build_compares_with_a_commit_and_obeys_the_configuration()
    {
        string folder = Create("git-baseline", "baseline = 'git:v1'\nsuppressions = \"accepted.txt\"\n[severity]\nQAPI3304 = 'warning'\n");
        (int code, string output) = Build(folder);

        // What came is in the schema; what was there is in the commit, in a file that only it includes so.
        Assert.NotEqual(0, code);
        Assert.Contains("error QAPI3301: mandatory argument 'T.z' was added", output, StringComparison.Ordinal);
        Assert.Contains("warning QAPI3304: optional argument 'T.y' was removed; breaks old clients that use it, C# callers", output, StringComparison.Ordinal);
        Assert.DoesNotContain("QAPI3101", output, StringComparison.Ordinal);

        // The tool says the same.
        string tool = RepositoryPaths.Get("generator", "QapiGen.Cli", "bin", LocalFeed.Configuration, "net10.0", "qapigen.dll");
        (int exitCode, string said) = LocalFeed.TryRun(folder, tool, "diff");
        Assert.Equal(1, exitCode);
        Assert.Contains("1 breaking, 1 risky", said, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void Schema_that_the_commit_doesnt_have_is_new_for_build_and_tool()
    {
        string folder = Create("git-new", "roots = [\"api/new.json\"]\nbaseline = 'git:v1'\n");
        File.WriteAllText(Path.Combine(folder, "api", "new.json"), "{ 'include': '../common/types.json' }\n{ 'command': 'n', 'data': 'T' }\n");
        string project = Path.Combine(folder, "Consumer.csproj");
        File.WriteAllText(project, Project.Replace("api/root.json", "api/new.json", StringComparison.Ordinal));

        (int code, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:minimal", "-clp:NoSummary");
        Assert.True(code == 0, output);
        Assert.Contains("api/new.json: new since v1, so that there is nothing to compare it with", output, StringComparison.Ordinal);
        Assert.DoesNotContain("QAPI", output, StringComparison.Ordinal);

        string tool = RepositoryPaths.Get("generator", "QapiGen.Cli", "bin", LocalFeed.Configuration, "net10.0", "qapigen.dll");
        (int exitCode, string said) = LocalFeed.TryRun(folder, tool, "diff");
        Assert.Equal(0, exitCode);
        Assert.Contains("api/new.json: new since v1, so that there is nothing to compare it with", said, StringComparison.Ordinal);

        // A path that is named has to be there.
        File.WriteAllText(project, Project.Replace("api/root.json\"", "api/new.json\" Baseline=\"git:v1:api/old.json\"", StringComparison.Ordinal));
        (code, output) = Build(folder);
        Assert.NotEqual(0, code);
        Assert.Contains("error QAPI3901", output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void Baseline_in_a_commit_is_compared_whatever_its_files_are_called()
    {
        string folder = Create("git-endings", "");
        string root = Path.Combine(folder, "api", "it's C#", "größe.qapi");
        string parts = Path.Combine(folder, "api", "it's C#", "parts.inc");
        Directory.CreateDirectory(Path.GetDirectoryName(root)!);
        File.WriteAllText(root, "{ 'include': 'parts.inc' }\n{ 'command': 'a', 'data': 'P' }\n{ 'command': 'b' }\n");
        File.WriteAllText(parts, "{ 'struct': 'P', 'data': { 'x': 'int' } }\n");
        Git(folder, "rm", "-q", "--cached", "-r", "api/root.json", "common");
        Git(folder, "add", "api/it's C#/größe.qapi", "api/it's C#/parts.inc");
        Commit(folder);
        Git(folder, "tag", "v3");
        File.WriteAllText(root, "{ 'include': 'parts.inc' }\n{ 'command': 'a', 'data': 'P' }\n");
        File.WriteAllText(parts, "{ 'struct': 'P', 'data': { 'x': 'str' } }\n");

        foreach (string baseline in (string[])["git:v3", "git:v3:api/it's C#/größe.qapi"])
        {
            File.WriteAllText(
                Path.Combine(folder, "Consumer.csproj"),
                Project.Replace("api/root.json\"", $"api/it's C#/größe.qapi\" Baseline=\"{baseline}\"", StringComparison.Ordinal));
            (int code, string output) = Build(folder);

            Assert.NotEqual(0, code);
            Assert.Contains("größe.qapi(1,1): error QAPI3101: command 'b' was removed", output, StringComparison.Ordinal);
            Assert.Contains("parts.inc(1,28): error QAPI3401: 'P.x' was 'int' and now is 'str'", output, StringComparison.Ordinal);
            Assert.DoesNotContain("QAPI3901", output, StringComparison.Ordinal);
        }
    }

    [ProgramFact("git")]
    public void Paths_of_the_configuration_may_have_an_apostrophe_or_what_begins_a_comment_elsewhere()
    {
        string folder = Create("git-apostrophe", "baseline = \"it's C# old/root.json\"\nsuppressions = \"nobody's #1.txt\"\n");
        Directory.CreateDirectory(Path.Combine(folder, "it's C# old"));
        File.WriteAllText(Path.Combine(folder, "it's C# old", "root.json"), "{ 'command': 'b' }\n{ 'command': 'c' }\n");
        File.Move(Path.Combine(folder, "accepted.txt"), Path.Combine(folder, "nobody's #1.txt"));
        (int code, string output) = Build(folder);

        Assert.NotEqual(0, code);
        Assert.Contains("error QAPI3101: command 'c' was removed", output, StringComparison.Ordinal);
        Assert.DoesNotContain("command 'b'", output, StringComparison.Ordinal);
        Assert.DoesNotContain("QAPI3901", output, StringComparison.Ordinal);
        Assert.DoesNotContain("QAPI4001", output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void Suppressions_that_arent_there_are_an_error_of_whoever_names_them()
    {
        string folder = Create("git-suppressions", "baseline = 'git:v1'\nsuppressions = \"accepted.txt\"\n");
        File.Delete(Path.Combine(folder, "accepted.txt"));

        (int code, string output) = Build(folder);
        Assert.NotEqual(0, code);
        Assert.Matches(@"qapigen\.toml\(3,1\): error QAPI4001: suppressions = ""accepted\.txt"": there is no file '.*accepted\.txt'", output);
        Assert.DoesNotContain("CS2001", output, StringComparison.Ordinal);

        // An item names one of its own, without a baseline as well. A byte order mark is none of the compiler's business, nor of the tool's.
        File.WriteAllText(Path.Combine(folder, "qapigen.toml"), "\uFEFFdialect = \"10.2\"\n");
        File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), Project.Replace("api/root.json\"", "api/root.json\" Suppressions=\"gone.txt\"", StringComparison.Ordinal));
        (code, output) = Build(folder);
        Assert.NotEqual(0, code);
        Assert.Matches(@"root\.json\(1,1\): error QAPI4001: Suppressions="".*gone\.txt"" of the QapiSchema item '.*root\.json': there is no such file", output);
        Assert.DoesNotContain("CS2001", output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void Accepted_findings_are_called_needless_only_where_no_other_project_may_have_them()
    {
        string folder = Create("git-accepted", "baseline = 'git:v1'\nsuppressions = \"accepted.txt\"\n");
        const string Needless = "accepted.txt(2,1): warning QAPI3902: the suppression of QAPI3101 at 'needless' is no longer needed";
        string accepted = File.ReadAllText(Path.Combine(folder, "accepted.txt")).TrimEnd('\n') + "\nQAPI3101 needless # nobody knows\n";
        File.WriteAllText(Path.Combine(folder, "accepted.txt"), accepted);
        Assert.Contains(Needless, Build(folder).Output, StringComparison.Ordinal);

        // What lies above the project may be for its neighbours as well.
        string project = Path.Combine(folder, "one");
        Directory.CreateDirectory(project);
        File.WriteAllText(Path.Combine(project, "One.csproj"), Project.Replace("api/root.json", "../api/root.json", StringComparison.Ordinal));
        File.Delete(Path.Combine(folder, "Consumer.csproj"));
        string output = Build(project).Output;
        Assert.Contains("error QAPI3301", output, StringComparison.Ordinal);
        Assert.DoesNotContain("QAPI3902", output, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(folder, "accepted.txt"), accepted + "QAPI3999 a # no such rule\n");
        Assert.Contains("accepted.txt(3,1): error QAPI3906: 'QAPI3999' is no rule of comparison", Build(project).Output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void Schema_that_the_commit_has_behind_a_link_is_not_taken_for_new()
    {
        string folder = Create("git-link", "baseline = 'git:v2'\n");
        Directory.Move(Path.Combine(folder, "api"), Path.Combine(folder, "real"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "api"), "real");
        CommitAll(folder);
        Git(folder, "tag", "v2");
        Directory.Delete(Path.Combine(folder, "api"));
        Directory.Move(Path.Combine(folder, "real"), Path.Combine(folder, "api"));

        (int code, string output) = Build(folder);
        Assert.NotEqual(0, code);
        Assert.Contains("error QAPI3901: the baseline 'git:v2' can't be had: in that commit 'api/root.json' leads through a symbolic link", output, StringComparison.Ordinal);
        Assert.DoesNotContain("new since", output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void Commit_that_isnt_there_is_an_error_of_the_build()
    {
        (int code, string output) = Build(Create("git-lost", "baseline = 'git:v9'\n"));

        Assert.NotEqual(0, code);
        Assert.Contains("error QAPI3901: the baseline 'git:v9' can't be had: git knows no commit 'v9' here", output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void Schema_that_moves_is_compared_with_what_it_was()
    {
        string folder = Create("git-moved", "baseline = 'git:v1'\n");
        Git(folder, "checkout", "-q", ".");
        Git(folder, "mv", "api", "it's über");
        Git(folder, "mv", "it's über/root.json", "it's über/core.qapi");
        File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), Project.Replace("api/root.json", "it's über/core.qapi", StringComparison.Ordinal));
        AssertQuiet(Build(folder));

        File.WriteAllText(Path.Combine(folder, "it's über", "core.qapi"), "{ 'include': '../common/types.json' }\n{ 'command': 'a', 'data': 'T' }\n");
        File.WriteAllText(Path.Combine(folder, "common", "types.json"), Types.Replace("'*y': 'int'", "'z': 'int'", StringComparison.Ordinal));
        (int code, string output) = Build(folder);

        Assert.NotEqual(0, code);
        Assert.Contains("error QAPI3101: command 'b' was removed", output, StringComparison.Ordinal);
        Assert.Contains("error QAPI3301: mandatory argument 'T.z' was added", output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void Branch_that_is_behind_is_compared_with_where_it_parted()
    {
        string folder = Create("git-behind", "baseline = 'git:main...'\n");
        string root = Path.Combine(folder, "api", "root.json");
        Git(folder, "checkout", "-q", ".");
        Git(folder, "branch", "side");
        File.AppendAllText(root, "{ 'command': 'later' }\n");
        CommitAll(folder);
        Git(folder, "checkout", "-q", "side");
        File.WriteAllText(root, "{ 'include': '../common/types.json' }\n{ 'command': 'a', 'data': 'T' }\n");

        (int code, string output) = Build(folder);
        Assert.NotEqual(0, code);
        Assert.Contains("error QAPI3101: command 'b' was removed", output, StringComparison.Ordinal);
        Assert.DoesNotContain("'later'", output, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(folder, "qapigen.toml"), "baseline = 'git:main'\n");
        Assert.Contains("error QAPI3101: command 'later' was removed", Build(folder).Output, StringComparison.Ordinal);

        Git(folder, "checkout", "-q", "--orphan", "apart");
        CommitAll(folder);
        File.WriteAllText(Path.Combine(folder, "qapigen.toml"), "baseline = 'git:main...'\n");
        Assert.Contains("error QAPI3901: the baseline 'git:main...' can't be had: git knows no commit that 'main' and HEAD have in common", Build(folder).Output, StringComparison.Ordinal);
    }

    // A configuration is found upwards from the project: it may be a stranger's.
    [ProgramFact("git")]
    public void Commit_whose_name_a_shell_would_run_is_refused()
    {
        string folder = Create("git-shell", "baseline = 'git:v1'\n");
        foreach (string name in (string[])["$(touch owned)", "`touch owned`", "v1 & touch owned", "v1|touch owned", "%PATH%"])
        {
            File.WriteAllText(Path.Combine(folder, "qapigen.toml"), $"baseline = 'git:{name}'\n");

            (int code, string output) = Build(folder);

            Assert.NotEqual(0, code);
            Assert.Contains("a commit is named by letters, digits and", output, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(folder, "owned", SearchOption.AllDirectories));
        }

        File.WriteAllText(Path.Combine(folder, "qapigen.toml"), "baseline = 'git:HEAD~0^{commit}'\n");
        Assert.Contains("error QAPI3301", Build(folder).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Dialect_and_conditions_of_the_configuration_count_in_a_build()
    {
        const string Settings = "dialect = \"5.2\"\nconditions = [\"HAVE_ONE\"]\n";
        string folder = feed.CreateConsumer(
            "toml-dialect/project",
            ("Consumer.csproj", Project.Replace("api/root.json", "root.json", StringComparison.Ordinal)),
            ("qapigen.toml", Settings),
            ("root.json", "{ 'command': 'one', 'if': 'HAVE_ONE' }\n{ 'command': 'two', 'if': { 'not': 'HAVE_ONE' } }\n"),
            ("Use.cs", """
                using System.Threading;
                using System.Threading.Tasks;

                // Whoever implements it has to have what is there, and can't have what isn't.
                internal sealed class Host : Sample.IRootCommands
                {
                    ValueTask Sample.IRootCommands.OneAsync(CancellationToken cancellationToken) => default;
                }
                """));

        (int code, string output) = Build(folder);
        Assert.NotEqual(0, code);
        Assert.Contains("root.json(2,27): error QAPI", output, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(folder, "root.json"), "{ 'command': 'one', 'if': 'HAVE_ONE' }\n{ 'command': 'two', 'if': 'HAVE_TWO' }\n");
        AssertQuiet(Build(folder));

        // Without them every release's syntax is taken, and every condition holds.
        File.WriteAllText(Path.Combine(folder, "root.json"), "{ 'command': 'one', 'if': 'HAVE_ONE' }\n{ 'command': 'two', 'if': { 'not': 'HAVE_NONE' } }\n");
        File.WriteAllText(Path.Combine(folder, "qapigen.toml"), "");
        (code, output) = Build(folder);
        Assert.NotEqual(0, code);
        Assert.DoesNotContain("QAPI", output, StringComparison.Ordinal);
        Assert.Contains("error CS0535", output, StringComparison.Ordinal);

        // What an item says itself wins.
        File.WriteAllText(Path.Combine(folder, "qapigen.toml"), Settings);
        File.WriteAllText(
            Path.Combine(folder, "Consumer.csproj"),
            Project.Replace("api/root.json\"", "root.json\" Dialect=\"10.2\" Conditions=\"HAVE_ONE;HAVE_NONE\"", StringComparison.Ordinal));
        AssertQuiet(Build(folder));

        // A symbol that nothing asks for is a mistake there, too.
        File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), Project.Replace("api/root.json", "root.json", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "qapigen.toml"), "conditions = [\"HAVE_ONE\", \"HAVE_NNOE\", \"HAVE_NONE\"]\n");
        (_, output) = Build(folder);
        Assert.Contains("QAPI4020", output, StringComparison.Ordinal);
        Assert.Contains("HAVE_NNOE", output, StringComparison.Ordinal);
    }

    private static void AssertQuiet((int Code, string Output) result) => Assert.True(result is (0, var said) && said.Trim().Length == 0, result.Output);

    private string Create(string name, string configuration)
    {
        string folder = feed.CreateConsumer(
            name + "/project",
            ("Consumer.csproj", Project),
            ("api/root.json", "{ 'include': '../common/types.json' }\n{ 'command': 'a', 'data': 'T' }\n{ 'command': 'b' }\n"),
            ("common/types.json", Types),
            (".gitignore", "obj\nbin\n"),
            ("accepted.txt", "QAPI3101 b # nobody called it\n"),
            ("qapigen.toml", "# shared by build and tool\n" + configuration));
        Init(folder);
        CommitAll(folder);
        Git(folder, "tag", "v1");
        File.WriteAllText(Path.Combine(folder, "api", "root.json"), "{ 'include': '../common/types.json' }\n{ 'command': 'a', 'data': 'T' }\n");
        File.WriteAllText(Path.Combine(folder, "common", "types.json"), Types.Replace("'*y': 'int'", "'z': 'int'", StringComparison.Ordinal));
        return folder;
    }

    private static (int Code, string Output) Build(string folder) =>
        LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet", "-clp:NoSummary");
}
