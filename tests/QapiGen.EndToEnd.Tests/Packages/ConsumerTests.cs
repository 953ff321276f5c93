using System;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>Fresh projects that know nothing of this repository but its packages.</summary>
[Collection(PackagesCollection.Name)]
public sealed class ConsumerTests(LocalFeed feed)
{
    private const string StrictProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <AnalysisMode>All</AnalysisMode>
            <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            <!-- About this test's own few lines, not about generated ones. -->
            <NoWarn>CS1591;CA2007;CA1303;CA1515;CA1812</NoWarn>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="QapiGen" Version="0.1.0" />
            {0}
            <QapiSchema Include="host.json" Namespace="Sample" />
          </ItemGroup>
        </Project>
        """;

    private const string Schema = """
        { 'enum': 'Color', 'data': [ 'red', 'green' ] }
        { 'struct': 'Dot', 'data': { 'x': 'int', '*color': 'Color' } }
        { 'command': 'paint', 'data': { 'dot': 'Dot' }, 'returns': 'Dot' }
        """;

    private const string Program = """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using QapiGen.Runtime.Client;
        using QapiGen.Runtime.Server;
        using QapiGen.Runtime.Transport;
        using Sample;

        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        await using var service = new QmpService(HostSchema.Instance, [new HostDispatcher(new Painter())]);
        Task serving = service.ServeAsync(server);
        await using (QmpClient qmp = await QmpClient.ConnectAsync(client))
        {
            Dot dot = await new HostCommandsClient(qmp).PaintAsync(new Dot { X = 1 });
            Console.WriteLine($"painted {dot.X} {dot.Color?.ToWire()}");
        }

        await serving;

        internal sealed class Painter : IHostCommands
        {
            public ValueTask<Dot> PaintAsync(Dot dot, CancellationToken cancellationToken = default) => new(dot with { X = dot.X + 1, Color = Color.Green });
        }
        """;

    private const string Peer = """
        { 'struct': 'Told', 'data': { 'text': 'str' } }
        { 'command': 'tell', 'returns': 'Told' }
        """;

    [Fact]
    public void One_package_and_one_item_make_a_client_and_a_server()
    {
        // And a second schema, of which the project is a client that keeps what it is told, and two of which it is a server.
        string project = Project().Replace(
            "</ItemGroup>",
            """
            <QapiSchema Include="peer.json" Namespace="Peer" Role="Client" Codecs="Both" />
            <QapiSchema Include="served.json" Namespace="Served" Role="Server" />
            <QapiSchema Include="served-too.json" Namespace="ServedToo" Role="Server" Codecs="Both" /></ItemGroup>
            """,
            StringComparison.Ordinal);
        string program = Program.Replace(
            "await serving;",
            """"
            await serving;
            Console.WriteLine(System.Text.Encoding.UTF8.GetString(QapiGen.Runtime.Wire.WireJson.Serialize(new Peer.Told { Text = "kept" })));
            Console.WriteLine(System.Text.Encoding.UTF8.GetString(QapiGen.Runtime.Wire.WireJson.Serialize(new Served.Told { Text = "served" })));
            Console.WriteLine(typeof(Served.Told).GetMethod("Read") is null);
            Console.WriteLine(QapiGen.Runtime.Wire.WireJson.Deserialize<ServedToo.Told>("""{"text": "read"}"""u8, QapiGen.Runtime.Wire.WireMode.Strict));
            """",
            StringComparison.Ordinal);
        string folder = feed.CreateConsumer(
            "one", ("One.csproj", project), ("host.json", Schema), ("peer.json", Peer), ("served.json", Peer), ("served-too.json", Peer), ("Program.cs", program));

        string output = LocalFeed.Run(folder, "run", "-v", "quiet");

        Assert.Contains("painted 2 green", output, StringComparison.Ordinal);
        Assert.Contains("""{"text": "kept"}""", output, StringComparison.Ordinal);
        Assert.Contains("""
            {"text": "served"}
            True
            Told { Text = read }
            """.ReplaceLineEndings("\n"), output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_in_a_schema_is_an_error_at_its_place_and_the_only_one()
    {
        string faulty = Schema + "\n{ 'struct': 'Line',\n  'data': { 'from': 'Dott' } }\n";
        string folder = feed.CreateConsumer("faulty", ("Faulty.csproj", Project()), ("host.json", faulty), ("Program.cs", Program));

        (int code, string output) = LocalFeed.TryRun(folder, "build", "--nologo", "-v", "quiet", "-clp:NoSummary");

        Assert.NotEqual(0, code);
        string[] errors = [.. output.Split('\n').Where(static line => line.Contains(": error ", StringComparison.Ordinal)).Select(static line => line.Trim()).Distinct()];
        string error = Assert.Single(errors);
        Assert.Contains("host.json(5,21): error QAPI", error, StringComparison.Ordinal);
        Assert.Contains("Dott", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_that_includes_job_json_reuses_the_types_of_the_jobs_package()
    {
        const string program = """
            using System;
            using QapiGen.Jobs;
            using Sample;

            JobStatus status = new Watch { Status = JobStatus.Ready }.Status;
            Console.WriteLine($"{status.ToWire()} {HostSchema.Instance.Modules.Count}");
            """;
        string folder = feed.CreateConsumer(
            "jobs",
            ("Jobs.csproj", Project("""<PackageReference Include="QapiGen.Jobs" Version="0.1.0" />""")),
            ("host.json", "{ 'include': 'job.json' }\n{ 'struct': 'Watch', 'data': { 'status': 'JobStatus' } }\n{ 'command': 'query-watch', 'returns': 'Watch' }\n"),
            ("Program.cs", program));

        string output = LocalFeed.Run(folder, "run", "-v", "quiet");

        Assert.Contains("ready 2", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_package_for_QEMU_writes_generated_types_and_says_what_does_not_start()
    {
        const string schema = """
            { 'struct': 'ObjectOptions', 'data': { 'qom-type': 'str', 'id': 'str', '*size': 'size' } }
            { 'command': 'object-add', 'data': 'ObjectOptions' }
            """;
        const string program = """
            using System;
            using QapiGen.Qemu.CommandLine;
            using QapiGen.Qemu.Processes;
            using Sample;

            string[] value = [.. QemuArguments.Object(new ObjectOptions { QomType = "memory-backend-ram", Id = "m0", Size = 1048576 })];
            Console.WriteLine(string.Join(' ', value));
            try
            {
                await using QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions { Program = "sh", Arguments = ["-c", "echo no such machine >&2; exit 3"] });
            }
            catch (QemuStartException e)
            {
                Console.WriteLine($"{e.Exit?.ExitCode}: {e.Exit?.Output}");
            }
            """;
        string folder = feed.CreateConsumer(
            "emulator",
            ("Emulator.csproj", Project("""<PackageReference Include="QapiGen.Qemu" Version="0.1.0" />""")),
            ("host.json", schema),
            ("Program.cs", program));

        string output = LocalFeed.Run(folder, "run", "-v", "quiet");

        Assert.Contains("""--object {"qom-type": "memory-backend-ram", "id": "m0", "size": 1048576}""", output, StringComparison.Ordinal);
        Assert.Contains("3: no such machine", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_project_that_makes_a_package_is_in_the_feed()
    {
        string[] packable = [.. Directory.GetFiles(RepositoryPaths.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(static path => File.ReadAllText(path).Contains("<IsPackable>true</IsPackable>", StringComparison.Ordinal)
                && !path.StartsWith(RepositoryPaths.Get("artifacts"), StringComparison.Ordinal))];

        Assert.Equal(packable.Length, Directory.GetFiles(feed.Feed, "*.nupkg").Length);
        Assert.Single(Directory.GetFiles(feed.Feed, "QapiGen.Qemu.*.nupkg"));
    }

    [Fact]
    public void The_tools_package_has_the_forms_of_what_it_writes_for_programs()
    {
        using ZipArchive package = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(feed.Feed, "QapiGen.Cli.*.nupkg")));

        Assert.Equal(
            ["schemas/check.schema.json", "schemas/diff.schema.json"],
            package.Entries.Select(static entry => entry.FullName).Where(static name => name.EndsWith(".schema.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_code_of_the_readme_runs()
    {
        string folder = feed.CreateConsumer("readme", ReadmeFiles.Read());
        LocalFeed.Run(folder, "build", "--nologo", "-v", "quiet");
        string program = Path.Combine(folder, "bin", "Debug", "net10.0", "Thermostat.dll");
        using Process server = Process.Start(new ProcessStartInfo("dotnet", [program]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        try
        {
            for (int i = 0; i < 600 && !File.Exists(Path.Combine(folder, "thermostat.sock")); i++)
            {
                await Task.Delay(100);
            }

            string output = LocalFeed.Run(folder, program, "client");

            Assert.Contains("21.5 degrees, heat; told: heat", output, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static string Project(string references = "") => StrictProject.Replace("{0}", references, StringComparison.Ordinal);
}
