using System;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>Generated code in projects with every analyzer of the SDK on and warnings as errors.</summary>
[Collection(PackagesCollection.Name)]
public sealed class StrictConsumerTests(LocalFeed feed)
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>{0}</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <AnalysisLevel>latest-all</AnalysisLevel>
            <AnalysisMode>All</AnalysisMode>
            <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            <!-- About this test's own few lines, not about generated ones. -->
            <NoWarn>CA2007;CA1303;CA1515;CA1812;CA1852</NoWarn>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="QapiGen" Version="0.1.0" />
            {1}
          </ItemGroup>
        </Project>
        """;

    // Types, commands, events and members that are called as what every program uses, and names that differ in case and punctuation only.
    private const string TroublesomeNames = """
        { 'struct': 'String', 'data': { 'string': 'str' } }
        { 'struct': 'Abort', 'data': { } }
        { 'struct': 'MemoryInfo', 'data': { 'base-memory': 'size', '*plugged-memory': 'size' } }
        { 'enum': 'Task', 'data': [ 'run', 'none', 'task' ] }
        { 'enum': 'Type', 'data': [ 'int', 'string', 'object' ] }
        { 'struct': 'Dictionary', 'data': { 'count': 'int', '*dictionary': [ 'Dictionary' ] } }
        { 'struct': 'Exception', 'data': { 'message': 'str', '*exception': 'Exception' } }
        { 'struct': 'Object', 'data': { 'type': 'Type', 'list': [ 'Dictionary' ], '*guid': 'Guid', '*equals': 'bool', '*get-hash-code': 'int' } }
        { 'alternate': 'Guid', 'data': { 'text': 'str', 'parts': 'Exception' } }
        { 'union': 'Action', 'base': { 'task': 'Task', '*console': 'Console' }, 'discriminator': 'task', 'data': { 'run': 'Exception', 'task': 'ValueTask' } }
        { 'struct': 'Console', 'data': { 'write-line': 'str' } }
        { 'struct': 'ValueTask', 'data': { 'result': 'int' } }
        { 'struct': 'CancellationToken', 'data': { 'cancellation-token': 'bool' } }
        { 'struct': 'IEnumerable', 'data': { 'item': 'int' } }
        { 'struct': 'Attribute', 'data': { 'obsolete': 'bool' } }
        { 'struct': 'JsonElement', 'data': { 'value': 'any' } }
        { 'struct': 'QmpClient', 'data': { 'client': 'str' } }
        { 'struct': 'QmpEvent', 'data': { '*timestamp': 'str' } }
        { 'struct': 'WireWriter', 'data': { 'writer': 'str', 'value': 'str' } }
        { 'struct': 'BlockdevSnapshot', 'data': { 'node': 'str' } }
        { 'struct': 'MigrateSetParameters', 'data': { '*speed': 'size' } }
        { 'command': 'stop' }
        { 'event': 'STOP' }
        { 'event': 'ABORT', 'data': { 'string': 'String', 'task': 'Task' } }
        { 'command': 'abort', 'returns': 'Abort' }
        { 'command': 'blockdev-snapshot', 'data': 'BlockdevSnapshot' }
        { 'command': 'migrate-set-parameters', 'data': 'MigrateSetParameters', 'boxed': true }
        { 'command': 'act', 'data': { 'action': 'Action', 'string': 'String', '*object': 'Object' }, 'returns': 'String' }
        { 'command': 'collect',
          'data': { 'a': 'CancellationToken', 'b': 'IEnumerable', 'c': 'Attribute', 'd': 'JsonElement', 'e': 'QmpClient', 'f': 'QmpEvent', 'g': 'WireWriter' },
          'returns': [ 'MemoryInfo' ] }
        """;

    private const string TroublesomeProgram = """
        using System.Threading.Tasks;
        using QapiGen.Runtime.Server;
        using QapiGen.Runtime.Transport;

        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        await using var service = new QmpService(Names.NamesSchema.Instance, [new Names.NamesDispatcher(new Names.Commands())]);
        Task serving = service.ServeAsync(far);
        await using (QapiGen.Runtime.Client.QmpClient qmp = await QapiGen.Runtime.Client.QmpClient.ConnectAsync(near))
        {
            var names = new Names.NamesCommandsClient(qmp);
            await names.StopAsync();
            Names.String reply = await names.ActAsync(
                new Names.Action.Run { Message = "one" },
                new Names.String { StringValue = "two" });
            System.Console.WriteLine($"replied {reply.StringValue}");
        }

        await serving;
        """;

    private const string TroublesomeCommands = """
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using Token = System.Threading.CancellationToken;

        namespace Names;

        internal sealed class Commands : INamesCommands
        {
            public System.Threading.Tasks.ValueTask StopAsync(Token cancellationToken = default) => default;

            public ValueTask<Abort> AbortAsync(Token cancellationToken = default) => new(new Abort());

            public System.Threading.Tasks.ValueTask BlockdevSnapshotAsync(string node, Token cancellationToken = default) => default;

            public System.Threading.Tasks.ValueTask MigrateSetParametersAsync(MigrateSetParameters arguments, Token cancellationToken = default) => default;

            public ValueTask<String> ActAsync(Action action, String @string, Object? @object = null, Token cancellationToken = default) =>
                new(new String { StringValue = $"{((Action.Run)action).Message} and {@string.StringValue}" });

            public ValueTask<IReadOnlyList<MemoryInfo>> CollectAsync(
                CancellationToken a, IEnumerable b, Attribute c, JsonElement d, QmpClient e, QmpEvent f, WireWriter g, Token cancellationToken = default) =>
                new(new List<MemoryInfo>());
        }
        """;

    // Spec K-7, K-9.
    [Fact]
    public void Names_of_everyday_types_and_names_that_differ_in_case_only_make_no_warning()
    {
        string folder = feed.CreateConsumer(
            "names",
            ("Names.csproj", Text("Exe", """<QapiSchema Include="names.json" Namespace="Names" />""")),
            ("names.json", TroublesomeNames),
            ("Program.cs", TroublesomeProgram),
            ("Commands.cs", TroublesomeCommands));

        string output = LocalFeed.Run(folder, "run", "-v", "quiet");

        Assert.Contains("replied one and two", output, StringComparison.Ordinal);
    }

    [QemuSchemasFact]
    public void The_largest_real_schema_makes_no_warning()
    {
        string root = QemuSchemas.PathOf("10.2", "qapi/qapi-schema.json");
        string folder = feed.CreateConsumer("qemu", ("Qemu.csproj", Text("Library", $"""<QapiSchema Include="{root}" Namespace="Qemu" />""")));

        string output = LocalFeed.Run(folder, "build", "--nologo", "-v", "quiet");

        Assert.Contains("0 Warning(s)", output, StringComparison.Ordinal);
    }

    private static string Text(string outputType, string schema) =>
        Project.Replace("{0}", outputType, StringComparison.Ordinal).Replace("{1}", schema, StringComparison.Ordinal);
}
