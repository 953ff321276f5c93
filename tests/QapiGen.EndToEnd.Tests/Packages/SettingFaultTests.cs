using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>What a <c>QapiSchema</c> item says, on its way through MSBuild and the compiler to the generator.</summary>
[Collection(PackagesCollection.Name)]
public sealed partial class SettingFaultTests(LocalFeed feed)
{
    private const string Schema = """
        { 'command': 'read', 'if': 'CONFIG_A' }
        { 'command': 'write', 'if': 'CONFIG_B' }
        { 'command': 'erase', 'if': 'CONFIG_C' }

        """;

    // In what carries them to the compiler ; and # begin a comment, and a line ends a value.
    private static readonly (string Name, string Setting, string Value)[] Faults =
    [
        ("Semicolon", "Role", "Client;Server"),
        ("Comment", "MinimumVersion", "7.2 # oldest"),
        ("Dialects", "Dialect", "7.2;10.0"),
        ("Profiles", "Profile", "client;server"),
        ("Rest", "Reuse", "false;"),
        ("Hash", "Namespace", "My#Home"),
        ("Line", "Documentation", "\n        perhaps\n      "),
        ("Quote", "Role", "the client's (all) of 50% & \"more\""),
        ("NoSymbol", "Conditions", ";"),
        ("NoPattern", "Commands", ";"),
    ];

    [Fact]
    public void Settings_reach_the_generator_whole()
    {
        string items = """
            <QapiSchema Include="Lines/root.json" Namespace="Lines">
              <Commands>
                read;
                write
              </Commands>
            </QapiSchema>
            <QapiSchema Include="Symbols/root.json" Namespace="Symbols">
              <Conditions>CONFIG_A;
                CONFIG_B</Conditions>
            </QapiSchema>
            <QapiSchema Include="Default/root.json" Role=" " Baseline=" " Suppressions="">
              <Namespace>
                Default
              </Namespace>
            </QapiSchema>
            <QapiSchema Include="Named/root.json" Namespace="Named" />
            <QapiInclude Include="Named/the other's (1).json" Name="ones #1%3B (first).json" />
            """;
        var files = new List<(string, string)>
        {
            ("Lines/root.json", Schema),
            ("Symbols/root.json", Schema),
            ("Default/root.json", Schema),
            ("Named/root.json", "{ 'include': 'ones #1; (first).json' }"),
            ("Named/the other's (1).json", Schema),
            ("Program.cs", """
                using System;
                using System.Linq;

                _ = typeof(Default.IRootCommands);
                string Names(Type commands) => string.Join(',', commands.GetMethods().Select(static method => method.Name));
                Console.WriteLine($"{Names(typeof(Lines.IRootCommands))} {Names(typeof(Symbols.IRootCommands))} {typeof(Named.RootClient).GetMethod("EraseAsync")?.Name}");
                """),
        };
        string folder = feed.CreateConsumer("settings", [.. files, ("Settings.csproj", Project("<OutputType>Exe</OutputType>", items))]);

        Assert.Equal("ReadAsync,WriteAsync ReadAsync,WriteAsync EraseAsync", LocalFeed.Run(folder, "run").Trim());
    }

    [Fact]
    public void A_value_that_can_not_be_meant_is_an_error_whatever_is_in_it()
    {
        string items = string.Concat(Faults.Select(static fault =>
            $"<QapiSchema Include=\"{fault.Name}/root.json\"><{fault.Setting}>{fault.Value.Replace("&", "&amp;", StringComparison.Ordinal)}</{fault.Setting}></QapiSchema>\n"));
        string folder = feed.CreateConsumer("setting-faults", [.. Faults.Select(static fault => ($"{fault.Name}/root.json", Schema)), ("Settings.csproj", Project("", items))]);

        (_, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet", "-clp:NoSummary", "-p:RunAnalyzers=false");

        string[] said = [.. InvalidSetting().Matches(output).Select(static line => $"{line.Groups["root"].Value} {line.Groups["fault"].Value}").Order(StringComparer.Ordinal)];
        Assert.Equal(Faults.Select(static fault => $"{fault.Name} {fault.Setting}=\"{fault.Value.Trim()}\"").Order(StringComparer.Ordinal), said);
    }

    // Looking for them once took twice as long with each property: a build with 20 of them never ended.
    [Fact]
    public async Task A_name_that_is_nearly_a_settings_is_pointed_out_in_the_file_that_has_it()
    {
        string properties = string.Concat(Enumerable.Range(0, 60).Select(static i => $"<Property{i}>value {i}</Property{i}>\n"));
        string project = Project(properties, """
            <!-- <QapiSchema Include="gone.json" Comands="read" /> -->
            <QapiSchema Include="One/root.json" Namspace="One" Link="one" />
            <QapiSchema Include='Two/root.json'>
              <Namespace>Two</Namespace>
              <!-- <Evnts>none</Evnts> -->
              <Condition_s Condition="'$(Configuration)' != 'none > some'">*</Condition_s>
              <Owner>nobody</Owner>
            </QapiSchema>
            <QapiSchemas Include="Three/root.json" Rool="Client" />
            """).Replace("<ItemGroup>", "<Import Project=\"shared #1/items.props\" />\n<ItemGroup>", StringComparison.Ordinal);
        string folder = feed.CreateConsumer(
            "mistyped",
            ("One/root.json", Schema),
            ("Two/root.json", Schema),
            ("Three/root.json", Schema),
            ("shared #1/items.props", "<Project><ItemGroup><QapiSchema Include=\"$(MSBuildThisFileDirectory)../Three/root.json\" Namespace=\"Three\" Rolle=\"Client\" /></ItemGroup></Project>"),
            ("Mistyped.csproj", project));

        (int code, string output) = await Task.Run(() => LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet", "-clp:NoSummary")).WaitAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(0, code);
        Assert.Equal(
            ["Mistyped.csproj 'Condition_s' Conditions", "Mistyped.csproj 'Namspace' Namespace", "items.props 'Rolle' Role"],
            MistypedSetting().Matches(output).Select(static line => $"{line.Groups["file"].Value} {line.Groups["name"].Value} {line.Groups["meant"].Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_setting_from_which_nothing_can_come_is_pointed_out()
    {
        string items = """
            <QapiSchema Include="One/root.json" Namespace="One" Profile="client" />
            <QapiSchema Include="Two/root.json" Namespace="Two" Baseline="One/root.json" Profile="client" />
            <QapiInclude Include="Two/c.json" Naem="d.json" Link="c" />
            <QapiInclude Include="Two/e.json"><Role>Client</Role></QapiInclude>
            """;
        (string, string)[] files = [("One/root.json", Schema), ("Two/root.json", Schema), ("Two/c.json", Schema), ("Two/e.json", Schema), ("ok.txt", ""), ("Idle.csproj", Project("", items))];
        string alone = feed.CreateConsumer("idle", files);
        string shared = feed.CreateConsumer("idle-tool", [.. files, ("qapigen.toml", "suppressions = \"ok.txt\"\n")]);
        string compared = feed.CreateConsumer("idle-compared", [.. files, ("qapigen.toml", "baseline = \"Two/root.json\"\n")]);
        const string OfInclude = "Idle.csproj 'Naem' is no setting of QapiInclude items|Idle.csproj 'Role' of a QapiInclude item has no effect";

        Assert.Equal(OfInclude + "|root.json Profile=\"client\" has no effect", Said(alone));
        Assert.Equal(OfInclude + "|root.json Profile=\"client\" has no effect", Said(shared));
        Assert.Equal(OfInclude, Said(compared));

        static string Said(string folder)
        {
            (int code, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet", "-clp:NoSummary");
            Assert.Equal(0, code);
            return string.Join('|', IdleSetting().Matches(output).Select(static line => $"{line.Groups["file"].Value} {line.Groups["what"].Value}").Distinct().Order(StringComparer.Ordinal));
        }
    }

    // What comes of a wildcard without a match is no item, so that a folder that has moved was a build without its schemas.
    [Fact]
    public void What_a_build_would_pass_over_is_said()
    {
        string folder = feed.CreateConsumer(
            "passed-over",
            ("One/root.json", "{ 'include': 'c.json' }"),
            ("a/c.json", Schema),
            ("my-service.csproj", Project("", """
                <QapiSchema Include="One/*.json" />
                <QapiSchema Namespace="Gone" Include='gone (1)/*.json; One/*.json' />
                <QapiInclude Include="also-gone/**/*.json" />
                <!-- <QapiSchema Include="comment/*.json" /> -->
                <QapiSchema Include="perhaps/*.json" Condition="Exists('perhaps')" />
                <QapiInclude Include="a/c.json" Name="c.json" />
                <QapiInclude Include="packaged.json" Name="c.json" IsDefault="true" />
                </ItemGroup>
                <ItemGroup Condition="Exists('perhaps')"><QapiSchema Include="perhaps/*.json" /></ItemGroup>
                <ItemGroup>
                """)));

        (int code, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet", "-clp:NoSummary");

        Assert.NotEqual(0, code);
        Assert.Equal(
            ["also-gone/**/*.json", "gone (1)/*.json"],
            LostPattern().Matches(output).Select(static line => line.Groups["pattern"].Value).Order(StringComparer.Ordinal));
        Assert.Contains("root.json(1,1): error QAPI4001: RootNamespace=\"my-service\" is not valid", output, StringComparison.Ordinal);
        Assert.DoesNotContain("QAPI0041", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_of_one_name_are_an_error_and_what_all_items_have_in_common_counts()
    {
        string common = "<ItemDefinitionGroup><QapiSchema><Namespace>Common</Namespace><Rolle>Client</Rolle></QapiSchema></ItemDefinitionGroup>";
        string items = "<QapiSchema Include=\"One/root.json\" /><QapiInclude Include=\"a/c.json\" Name=\"c.json\" />";
        (string, string)[] files = [("One/root.json", "{ 'include': 'c.json' }"), ("a/c.json", Schema), ("b/x.json", Schema), ("Use.cs", "class Use { Common.RootClient? client; }")];
        string twice = feed.CreateConsumer("name-twice", [.. files, ("Twice.csproj", Project("", items + "<QapiInclude Include=\"b/x.json\" Name=\"c.json\" />"))]);
        string once = feed.CreateConsumer("common", [.. files, ("Once.csproj", Project("", items).Replace("<ItemGroup>", common + "<ItemGroup>", StringComparison.Ordinal))]);

        (int code, string output) = LocalFeed.TryRun(twice, "msbuild", "-restore", "-nologo", "-v:quiet", "-clp:NoSummary");
        (int good, string said) = LocalFeed.TryRun(once, "msbuild", "-restore", "-nologo", "-v:quiet", "-clp:NoSummary");

        Assert.NotEqual(0, code);
        Assert.Contains("Twice.csproj : error QAPI4090: several QapiInclude items have the Name 'c.json', for 'c.json', 'x.json', and an include of that name leads to one file only", output, StringComparison.Ordinal);
        Assert.Equal(0, good);
        Assert.Contains("'Rolle' is no setting of QapiSchema items", said, StringComparison.Ordinal);
    }

    private static string Project(string properties, string items) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="QapiGen" Version="0.1.0" />
            <PackageReference Include="QapiGen.Runtime" Version="0.1.0" />
            {items}
          </ItemGroup>
        </Project>
        """;

    [GeneratedRegex(@"/(?<root>\w+)/root\.json\(1,1\): error QAPI4001: (?<fault>\w+="".*"") is not valid")]
    private static partial Regex InvalidSetting();

    [GeneratedRegex(@"my-service\.csproj : warning QAPI4004: no file matches '(?<pattern>[^']+)', which a QapiSchema or QapiInclude item names")]
    private static partial Regex LostPattern();

    [GeneratedRegex(@"/(?<file>[\w.]+)\(1,1\): warning QAPI402[24]: (?<what>\S+ (?:of a \w+ item )?(?:has no effect|is no setting of \w+ items))")]
    private static partial Regex IdleSetting();

    [GeneratedRegex(@"/(?<file>[\w.]+)\(1,1\): warning QAPI4022: (?<name>'\w+') is no setting of QapiSchema items, so it has no effect; (?<meant>\w+) is meant")]
    private static partial Regex MistypedSetting();
}
