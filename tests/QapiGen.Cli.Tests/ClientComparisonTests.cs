using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Tests.Support;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Saved;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Transport;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>What the client lists of a server is what comparing the two schemas finds, for every command and event that it is found for.</summary>
public sealed class ClientComparisonTests
{
    private const string NoMembers = "0 nothing";

    private static readonly string[] Releases = ["5.2", "7.2", "10.2"];

    private static readonly string[] Roots = ["qapi/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json", "qga/qapi-schema.json"];

    private static readonly ConcurrentDictionary<(string Release, string Root), Lazy<Task<string>>> Introspections = new();

    /// <summary>What the client calls that which a rule finds: where it is sent, and where it is received.</summary>
    private static readonly Dictionary<string, QmpSchemaDifferenceKind[]> Sent = new(StringComparer.Ordinal)
    {
        ["command-removed"] = [QmpSchemaDifferenceKind.MissingCommand],
        ["command-renamed"] = [QmpSchemaDifferenceKind.MissingCommand],
        ["mandatory-argument-removed"] = [QmpSchemaDifferenceKind.MissingArgument],
        ["optional-argument-removed"] = [QmpSchemaDifferenceKind.MissingArgument],
        ["member-renamed"] = [QmpSchemaDifferenceKind.MissingArgument],
        ["mandatory-argument-added"] = [QmpSchemaDifferenceKind.RequiredArgument],
        ["argument-optional-to-mandatory"] = [QmpSchemaDifferenceKind.RequiredArgument],
        ["argument-value-removed"] = [QmpSchemaDifferenceKind.MissingValue],
        ["value-renamed"] = [QmpSchemaDifferenceKind.MissingValue],
        ["kind-changed"] = [QmpSchemaDifferenceKind.DifferentType],
        ["list-changed"] = [QmpSchemaDifferenceKind.DifferentType],
        ["string-to-enum"] = [QmpSchemaDifferenceKind.DifferentType],
        ["alternative-removed"] = [QmpSchemaDifferenceKind.MissingArgument],
        ["branch-type-changed"] = [QmpSchemaDifferenceKind.MissingArgument],
    };

    private static readonly Dictionary<string, QmpSchemaDifferenceKind[]> Received = new(StringComparer.Ordinal)
    {
        ["event-removed"] = [QmpSchemaDifferenceKind.MissingEvent],
        ["mandatory-result-member-removed"] = [QmpSchemaDifferenceKind.MissingResult],
        ["result-member-mandatory-to-optional"] = [QmpSchemaDifferenceKind.MissingResult],
        ["optional-result-member-removed"] = [QmpSchemaDifferenceKind.MissingOptionalResult],
        ["member-renamed"] = [QmpSchemaDifferenceKind.MissingResult, QmpSchemaDifferenceKind.MissingOptionalResult],
        ["result-value-removed"] = [QmpSchemaDifferenceKind.MissingResultValue],
        ["value-renamed"] = [QmpSchemaDifferenceKind.MissingResultValue],
        ["kind-changed"] = [QmpSchemaDifferenceKind.DifferentType],
        ["list-changed"] = [QmpSchemaDifferenceKind.DifferentType],
        ["type-to-alternate"] = [QmpSchemaDifferenceKind.DifferentType],
        ["enum-to-string"] = [QmpSchemaDifferenceKind.DifferentType],
        ["result-kind-changed"] = [QmpSchemaDifferenceKind.DifferentType],
        ["alternative-added"] = [QmpSchemaDifferenceKind.DifferentType],
        ["branch-type-changed"] = [QmpSchemaDifferenceKind.MissingResult, QmpSchemaDifferenceKind.MissingOptionalResult],
    };

    /// <summary>Every ordered pair of two releases, of each program.</summary>
    public static TheoryData<string, string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string, string>();
            foreach (string root in Roots)
            {
                foreach (string compiled in Releases)
                {
                    foreach (string served in Releases.Where(served => served != compiled))
                    {
                        pairs.Add(root, compiled, served);
                    }
                }
            }

            return pairs;
        }
    }

    [QemuSchemasTheory]
    [MemberData(nameof(Pairs))]
    public async Task Clients_list_is_what_diff_finds_for_each_command_and_event(string root, string compiled, string served)
    {
        string ours = await IntrospectAsync(compiled, root);
        string theirs = await IntrospectAsync(served, root);

        await HoldAsync(ours, theirs);
    }

    [LiveReleaseTheory, QemuReleaseData]
    public async Task Clients_list_of_a_live_release_is_what_diff_finds(string release)
    {
        await using var emulator = new OptionalProcess();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(emulator.PathOf("ready")));
        listener.Listen();
        string[] sockets = ["-qmp", $"unix:{emulator.PathOf("q")},server=on,wait=off", "-qmp", $"unix:{emulator.PathOf("ready")},server=off"];
        emulator.Start(QemuReleases.Program(release, "qemu-system-x86_64"), ["-M", "none", "-nodefaults", "-display", "none", .. sockets]);
        using Socket ready = await listener.AcceptAsync();
        CliResult reply = await new CliHarness { RealFiles = new PhysicalFileSystem() }.RunAsync("shell", $"unix:{emulator.PathOf("q")}", "query-qmp-schema");

        foreach (string compiled in Releases)
        {
            await HoldAsync(await IntrospectAsync(compiled, Roots[0]), reply.Output);
        }
    }

    private static async Task HoldAsync(string ours, string theirs)
    {
        IReadOnlyList<QmpSchemaDifference> listed = await CompareAsync(ours, theirs);
        IReadOnlyList<CompatibilityFinding> sent = Compare(WithoutResults(ours), WithoutResults(theirs));
        IReadOnlyList<CompatibilityFinding> received = Compare(WithoutArguments(ours), WithoutArguments(theirs));

        Assert.Equal([], [.. NotListed(sent, Sent, listed), .. NotListed(received, Received, listed)]);
        Assert.Equal([], NotFound(listed, [.. sent, .. received]));
    }

    /// <summary>What comparing finds and the client doesn't list, for each root that it is found for.</summary>
    private static IEnumerable<string> NotListed(
        IEnumerable<CompatibilityFinding> findings, Dictionary<string, QmpSchemaDifferenceKind[]> kinds, IReadOnlyList<QmpSchemaDifference> listed)
    {
        ILookup<string, QmpSchemaDifference> byRoot = listed.ToLookup(d => RootOf(d.Path));
        return from finding in findings
               from name in kinds.ContainsKey(finding.Rule.Name) ? GoneNames(finding) : []
               from root in RootsOf(finding, name)
               where !byRoot[root].Any(d => kinds[finding.Rule.Name].Contains(d.Kind) && (finding.Path == root || LastOf(d.Path) == name))
               select $"{root}: {finding}";
    }

    /// <summary>What the client lists and comparing doesn't find for that root.</summary>
    private static IEnumerable<string> NotFound(IEnumerable<QmpSchemaDifference> listed, IReadOnlyList<CompatibilityFinding> findings)
    {
        HashSet<(string Root, string Name)> known = [.. from finding in findings
                                                        from name in GoneNames(finding).Append(LastOf(finding.Path))
                                                        from root in RootsOf(finding, name)
                                                        select (root, name)];
        return listed.Where(d => !known.Contains((RootOf(d.Path), LastOf(d.Path)))).Select(d => $"{d.Kind} {d}");
    }

    /// <summary>The old name of what a finding is about; the names of the members where it is about a branch that lost them all.</summary>
    private static IEnumerable<string> GoneNames(CompatibilityFinding finding) => finding.Rule.Name switch
    {
        "command-renamed" or "member-renamed" or "value-renamed" => [LastOf(finding.Message.Split('\'')[1])],
        "branch-type-changed" => finding.Message.Split(" had ") is [_, var gone] ? gone.Split('\'').Where((_, index) => index % 2 == 1) : [],
        _ => [LastOf(finding.Path)],
    };

    private static IEnumerable<string> RootsOf(CompatibilityFinding finding, string name) =>
        finding.Rule.Name == "command-renamed" ? [name] : finding.ReachedFrom.DefaultIfEmpty(name);

    private static string RootOf(string path) => path.Split('.', '=')[0];

    private static string LastOf(string path) => path[(path.LastIndexOfAny(['.', '=']) + 1)..];

    private static IReadOnlyList<CompatibilityFinding> Compare(string old, string @new) =>
        SchemaComparer.Compare(SavedSchema.Read(new SchemaFile("old", old)), SavedSchema.Read(new SchemaFile("new", @new))).Findings;

    private static string WithoutResults(string schema) => Without(schema, "ret-type", "event");

    // Of commands that are gone only the other side has to tell.
    private static string WithoutArguments(string schema) => Without(schema, "arg-type", "");

    /// <summary>A schema whose commands have no arguments, or no results, so that findings go one way.</summary>
    private static string Without(string schema, string key, string metaType)
    {
        JsonArray all = JsonNode.Parse(schema)!.AsArray();
        foreach (JsonNode? entry in all.ToList())
        {
            string meta = (string)entry!["meta-type"]!;
            if (meta == metaType)
            {
                all.Remove(entry);
            }
            else if (meta == "command")
            {
                entry[key] = NoMembers;
            }
        }

        all.Add(new JsonObject { ["name"] = NoMembers, ["meta-type"] = "object", ["members"] = new JsonArray() });
        return all.ToJsonString();
    }

    private static Task<string> IntrospectAsync(string release, string root) =>
        Introspections.GetOrAdd((release, root), static key => new Lazy<Task<string>>(() => RunIntrospectAsync(key.Release, key.Root))).Value;

    private static async Task<string> RunIntrospectAsync(string release, string root)
    {
        CliResult result = await new CliHarness { RealFiles = new PhysicalFileSystem() }.RunAsync(
            "introspect", "--unmask", "--dialect", release, QemuSchemas.PathOf(release, root));
        Assert.Equal(0, result.ExitCode);
        return result.Output;
    }

    private static async Task<IReadOnlyList<QmpSchemaDifference>> CompareAsync(string ours, string theirs)
    {
        FakeServer server = new FakeServer().Answer("query-qmp-schema", theirs.ReplaceLineEndings(" "));
        await using QmpClient client = await QmpClient.ConnectAsync(await server.ConnectAsync(QmpAddress.Unix("/x"), default));
        byte[] bytes = Encoding.UTF8.GetBytes(ours);
        return await client.CompareSchemaAsync(new QmpCompiledSchema("test", [new QmpModule("test", [], [], () => bytes)], () => bytes));
    }
}
