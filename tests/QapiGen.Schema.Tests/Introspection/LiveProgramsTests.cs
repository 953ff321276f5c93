using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;
using QapiGen.TestSupport;
using Xunit;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace QapiGen.Schema.Tests.Introspection;

/// <summary>Introspection equals, as a JSON value, what the programs of the same release answer (Debian's build of 7.2).</summary>
public sealed class LiveProgramsTests
{
    [DebianProgramFact("qemu-storage-daemon")]
    public Task Storage_daemon_answers_the_same() => Compare(
        "qemu-storage-daemon",
        "storage-daemon/qapi/qapi-schema.json",
        "debian-7.2-storage-daemon.conditions",
        "--chardev",
        "socket,path=qmp.sock,id=c",
        "--monitor",
        "chardev=c");

    [DebianProgramFact("qemu-system-x86_64")]
    public Task Emulator_answers_the_same() => Compare(
        "qemu-system-x86_64",
        "qapi/qapi-schema.json",
        "debian-7.2-system-x86_64.conditions",
        "-machine",
        "none",
        "-nodefaults",
        "-S",
        "-display",
        "none",
        "-chardev",
        "socket,path=qmp.sock,id=c",
        "-mon",
        "chardev=c,mode=control");

    private static async Task Compare(string program, string root, string conditions, params string[] arguments)
    {
        JsonNode answer = await Ask(program, arguments);
        string symbols = string.Join(
            ',',
            File.ReadAllLines(RepositoryPaths.Get("tests", "data", conditions)).Where(line => line.Length > 0 && !line.StartsWith('#')));
        QapiSchema schema = Schemas.BindQemu("7.2", root);
        string json = IntrospectionWriter.Write(IntrospectionBuilder.Build(schema, SymbolSet.Parse(symbols)));
        JsonNode computed = JsonNode.Parse(json)!;
        Assert.Equal(answer.AsArray().Count, computed.AsArray().Count);
        Assert.All(answer.AsArray().Zip(computed.AsArray()), pair => Assert.True(JsonNode.DeepEquals(pair.First, pair.Second), $"{pair.First}\n{pair.Second}"));
        Assert.Equal(json, IntrospectionWriter.Write(IntrospectionReader.Read(answer.ToJsonString())));
    }

    // We listen and the program connects, so that nobody has to wait for a socket to appear.
    private static async Task<JsonNode> Ask(string program, string[] arguments)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var process = new OptionalProcess();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(process.PathOf("qmp.sock")));
        listener.Listen();
        process.Start(program, arguments);
        using Socket socket = await listener.AcceptAsync(timeout.Token);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true };
        await reader.ReadLineAsync(timeout.Token);
        await writer.WriteLineAsync("{\"execute\": \"qmp_capabilities\"}".AsMemory(), timeout.Token);
        await writer.WriteLineAsync("{\"execute\": \"query-qmp-schema\", \"id\": \"schema\"}".AsMemory(), timeout.Token);
        while (true)
        {
            string line = await reader.ReadLineAsync(timeout.Token) ?? throw new IOException($"{program} went away: {process.Errors}");
            JsonNode message = JsonNode.Parse(line)!;
            if (message["id"]?.GetValue<string>() == "schema")
            {
                return message["return"]!;
            }
        }
    }
}
