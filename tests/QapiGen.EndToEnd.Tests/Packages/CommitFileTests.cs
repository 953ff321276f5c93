using System;
using System.IO;
using QapiGen.TestSupport;
using Xunit;
using static QapiGen.TestSupport.GitProgram;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>Which files a baseline is made of: those of its commit, also those that items name, and what a folder has.</summary>
[Collection(PackagesCollection.Name)]
public sealed class CommitFileTests(LocalFeed feed)
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="QapiGen" Version="0.1.0" />
            <QapiSchema Include="work.json" Namespace="Sample" Baseline="git:v1" />
            <QapiInclude Include="made here/foo.qapi" Name="foo.json" />
            <QapiInclude Include="../outside.json" Name="outside.json" />
          </ItemGroup>
        </Project>
        """;

    [ProgramFact("git")]
    public void File_that_an_item_names_is_compared_with_what_the_commit_had()
    {
        string folder = Create("commit-named", "{ 'include': 'foo.json' }\n{ 'include': 'outside.json' }\n{ 'command': 'start', 'data': 'Foo', 'returns': 'Out' }\n");
        (int code, string output) = Build(folder);
        Assert.True(code == 0 && output.Trim().Length == 0, output);

        File.WriteAllText(Path.Combine(folder, "made here", "foo.qapi"), "{ 'include': 'deep/bar.inc' }\n{ 'struct': 'Foo', 'data': { 'x': 'str', 'b': 'Bar' } }\n");
        File.WriteAllText(Path.Combine(folder, "made here", "deep", "bar.inc"), "{ 'struct': 'Bar', 'data': { 'y': 'str' } }\n");
        (code, output) = Build(folder);

        Assert.NotEqual(0, code);
        Assert.Contains("foo.qapi(2,30): error QAPI3401: 'Foo.x' was 'int' and now is 'str'", output, StringComparison.Ordinal);
        Assert.Contains("bar.inc(1,30): error QAPI3401: 'Bar.y' was 'int' and now is 'str'", output, StringComparison.Ordinal);
        Assert.DoesNotContain("QAPI3901", output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void File_that_an_item_names_and_that_moved_is_compared_with_what_it_was()
    {
        string folder = Create("commit-moved", "{ 'include': 'foo.json' }\n{ 'include': 'again.json' }\n{ 'include': 'outside.json' }\n{ 'command': 'start', 'data': 'Foo', 'returns': 'Out' }\n");
        string project = Project.Replace("Name=\"foo.json\" />", "Name=\"foo.json\" />\n<QapiInclude Include=\"made here/again.qapi\" Name=\"again.json\" />", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), project);
        File.WriteAllText(Path.Combine(folder, "made here", "again.qapi"), "{ 'command': 'again' }\n{ 'command': 'once' }\n{ 'command': 'more' }\n");
        CommitAll(folder);
        Git(folder, "tag", "-f", "v1");
        Git(folder, "mv", "made here", "it's über");
        Git(folder, "mv", "it's über/foo.qapi", "it's über/moved.qapi");
        File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), project.Replace("made here/foo", "it's über/moved", StringComparison.Ordinal).Replace("made here", "it's über", StringComparison.Ordinal));
        (int code, string output) = Build(folder);
        Assert.True(code == 0 && output.Trim().Length == 0, output);

        File.WriteAllText(Path.Combine(folder, "it's über", "again.qapi"), "{ 'command': 'again', 'data': {} }\n{ 'command': 'more', 'data': {} }\n");
        File.WriteAllText(Path.Combine(folder, "it's über", "deep", "bar.inc"), "{ 'struct': 'Bar', 'data': { 'y': 'str' } }\n");
        File.WriteAllText(
            Path.Combine(folder, "it's über", "moved.qapi"),
            "{ 'include': 'deep/bar.inc' }\n{ 'enum': 'E', 'data': [ 'a', 'b', 'c', 'd', 'e' ] }\n{ 'struct': 'Foo', 'data': { 'x': 'str', 'b': 'Bar', '*e': 'E' } }\n{ 'struct': 'Other', 'data': { 'x': 'str' } }\n");
        (code, output) = Build(folder);

        // Though git takes one of them for another file by now.
        Assert.NotEqual(0, code);
        Assert.Contains("error QAPI3401: 'Foo.x' was 'int' and now is 'str'", output, StringComparison.Ordinal);
        Assert.Contains("error QAPI3101: command 'once' was removed", output, StringComparison.Ordinal);
        Assert.Contains("bar.inc(1,30): error QAPI3401: 'Bar.y' was 'int' and now is 'str'", output, StringComparison.Ordinal);
        Assert.DoesNotContain("QAPI3901", output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void File_that_an_item_names_and_that_is_nowhere_in_the_commit_is_said_to_be_new()
    {
        string folder = Create("commit-new", "{ 'include': 'foo.json' }\n{ 'command': 'start', 'data': 'Foo' }\n");
        File.WriteAllText(Path.Combine(folder, "new.qapi"), "{ 'struct': 'Foo', 'data': { 'x': 'str' } }\n");
        File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), Project.Replace("made here/foo.qapi", "new.qapi", StringComparison.Ordinal));
        Git(folder, "add", "-A");

        (int code, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:minimal", "-clp:NoSummary");

        Assert.True(code == 0, output);
        Assert.Contains("foo.json: what the item names is new since v1, and counts as it is for the baseline too", output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void Absolute_path_out_of_the_commit_compares_nothing_with_itself()
    {
        string folder = Create("commit-absolute", "{ 'command': 'start' }\n");
        File.WriteAllText(Path.Combine(folder, "work.json"), $"{{ 'include': '{folder.Replace('\\', '/')}/made here/deep/bar.inc' }}\n{{ 'command': 'start', 'data': 'Bar' }}\n");
        CommitAll(folder);
        Git(folder, "tag", "-f", "v1");
        File.WriteAllText(Path.Combine(folder, "made here", "deep", "bar.inc"), "{ 'struct': 'Bar', 'data': { 'y': 'str' } }\n");

        (int code, string output) = Build(folder);

        Assert.NotEqual(0, code);
        Assert.Contains("it lies outside of the commit, whose files have to be named by relative paths", output, StringComparison.Ordinal);
        Assert.Contains("work.json(1,1): error QAPI3901", output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void File_that_an_item_names_and_the_commit_lacks_may_include_others()
    {
        string folder = Create("commit-package", "{ 'include': 'foo.json' }\n{ 'command': 'start', 'data': 'Foo' }\n", "obj\nbin\nmade here\n");

        (int code, string output) = Build(folder);
        Assert.True(code == 0 && output.Trim().Length == 0, output);

        File.WriteAllText(Path.Combine(folder, "work.json"), "{ 'include': 'foo.json' }\n");
        Assert.Contains("error QAPI3101: command 'start' was removed", Build(folder).Output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void Folder_is_a_baseline_as_it_is_a_side()
    {
        string folder = Create("commit-folder", "{ 'command': 'start' }\n");
        foreach (string baseline in (string[])["old", "git:v1:old", "tree/"])
        {
            File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), Project.Replace("git:v1", baseline, StringComparison.Ordinal));
            (int code, string output) = Build(folder);

            Assert.NotEqual(0, code);
            Assert.Contains("error QAPI3101: command 'stop' was removed", output, StringComparison.Ordinal);
            Assert.DoesNotContain("QAPI3901", output, StringComparison.Ordinal);
        }

        File.WriteAllText(Path.Combine(folder, "old", "second.json"), "{ 'command': 'second' }\n");
        File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), Project.Replace("git:v1", "old", StringComparison.Ordinal));
        Assert.Contains("error QAPI3901: the baseline 'old' is a folder, in which no schema is surely the root: name a file", Build(folder).Output, StringComparison.Ordinal);
    }

    private string Create(string name, string schema, string ignored = "obj\nbin\n")
    {
        const string Old = "{ 'command': 'start' }\n{ 'command': 'stop' }\n";
        string folder = feed.CreateConsumer(
            name + "/project",
            ("Consumer.csproj", Project),
            ("work.json", schema),
            ("made here/foo.qapi", "{ 'include': 'deep/bar.inc' }\n{ 'struct': 'Foo', 'data': { 'x': 'int', 'b': 'Bar' } }\n"),
            ("made here/deep/bar.inc", "{ 'struct': 'Bar', 'data': { 'y': 'int' } }\n"),
            ("../outside.json", "{ 'struct': 'Out', 'data': { 'z': 'int' } }\n"),
            ("old/any.json", Old),
            ("tree/qapi/qapi-schema.json", Old),
            ("tree/other.json", "{ 'command': 'other' }\n"),
            (".gitignore", ignored));
        Init(folder);
        CommitAll(folder);
        Git(folder, "tag", "v1");
        return folder;
    }

    private static (int Code, string Output) Build(string folder) =>
        LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet", "-clp:NoSummary");
}
