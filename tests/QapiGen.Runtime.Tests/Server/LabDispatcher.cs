using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Commands of every kind, for tests of the service.</summary>
internal sealed class LabDispatcher : QmpDispatcher
{
    private readonly Channel<TaskCompletionSource> _blocked = Channel.CreateUnbounded<TaskCompletionSource>();

    private static readonly JsonElement Shape = JsonDocument.Parse("""{"a":1,"old":[{"new":2,"x":3}],"b":{"old":4}}""").RootElement.Clone();

    public static QmpEventDescriptor Tick { get; } = new("TICK");

    public static QmpEventDescriptor OldEvent { get; } = new("OLD_EVENT", null, "deprecated");

    public override QmpModule Module { get; } = new(
        "lab",
        [
            new("ping", QmpCommandFlags.AllowOutOfBand),
            new("block"),
            new("fail"),
            new("crash"),
            new("silent", QmpCommandFlags.NoSuccessResponse),
            new("old", QmpCommandFlags.Deprecated, null, "deprecated"),
            new("take"),
            new("shape"),
            new("forget"),
            new("early", QmpCommandFlags.AllowPreconfig),
        ],
        [Tick, OldEvent],
        static () =>
        """
        [{"name":"take","meta-type":"command","arg-type":"T","ret-type":"q_empty"},
         {"name":"shape","meta-type":"command","arg-type":"q_empty","ret-type":"S"},
         {"name":"silent","meta-type":"command","arg-type":"q_empty","ret-type":"q_empty"},
         {"name":"S","meta-type":"object","members":[{"name":"a","type":"int"},{"name":"old","type":"[N]","features":["deprecated"]},{"name":"b","type":"B"}]},
         {"name":"B","meta-type":"object","members":[{"name":"old","type":"int","features":["deprecated"]}]},
         {"name":"T","meta-type":"object","members":[
           {"name":"i8","type":"int8","default":null},{"name":"u8","type":"uint8","default":null},{"name":"u64","type":"uint64","default":null},
           {"name":"i","type":"int","default":null},{"name":"n","type":"number","default":null},{"name":"b","type":"bool","default":null},
           {"name":"z","type":"null","default":null},{"name":"e","type":"E","default":null},{"name":"l","type":"[uint16]","default":null},
           {"name":"alt","type":"A","default":null},{"name":"alts","type":"[A]","default":null},{"name":"un","type":"U","default":null},
           {"name":"any","type":"any","default":null},{"name":"gone","type":"str","default":null,"features":["deprecated"]},
           {"name":"shaky","type":"str","default":null,"features":["unstable"]}]},
         {"name":"E","meta-type":"enum","members":[{"name":"red"},{"name":"pink","features":["deprecated"]}]},
         {"name":"A","meta-type":"alternate","members":[{"type":"str"},{"type":"P"},{"type":"int"}]},
         {"name":"P","meta-type":"object","members":[{"name":"x","type":"int"},{"name":"y","type":"int","default":null}]},
         {"name":"U","meta-type":"object","tag":"kind","members":[{"name":"kind","type":"K"}],
          "variants":[{"case":"p","type":"P"},{"case":"inner","type":"V"},{"case":"none","type":"q_empty"}]},
         {"name":"K","meta-type":"enum","members":[{"name":"p"},{"name":"inner"},{"name":"none"}]},
         {"name":"V","meta-type":"object","tag":"sub","members":[{"name":"sub","type":"K"}],"variants":[{"case":"p","type":"P"}]},
         {"name":"TICK","meta-type":"event","arg-type":"q_empty"},{"name":"OLD_EVENT","meta-type":"event","arg-type":"q_empty","features":["deprecated"]}]
        """u8);

    /// <summary>Every name of a command, in the order of running.</summary>
    public Queue<string> Ran { get; } = new();

    /// <summary>Whether <c>block</c> goes on when it is cancelled.</summary>
    public bool IsDeaf { get; init; }

    public static QmpService Service(QmpServiceOptions? options = null) => Service(new LabDispatcher(), options);

    public static QmpService Service(QmpDispatcher dispatcher, QmpServiceOptions? options = null) =>
        new(new QmpCompiledSchema("lab", [dispatcher.Module], static () => """[{"name":"ping","meta-type":"command","arg-type":"0","ret-type":"0"},{"name":"0","meta-type":"object","members":[{"name":"m","type":"int","features":["deprecated"]}]}]"""u8), [dispatcher], options);

    public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
    {
        string name = Module.Commands[command].Name;
        lock (Ran)
        {
            Ran.Enqueue(name);
        }

        switch (name)
        {
            case "block":
                return request.ReturnAsync(BlockAsync(cancellationToken));
            case "fail":
                throw new QmpErrorException(QmpErrorClass.DeviceNotFound, "no \"such\" thing \u00E9");
            case "crash":
                throw new InvalidOperationException("a secret");
            case "forget":
                return default;
            case "take":
                throw new WireFormatException("decoded " + request.ReadArguments<Undecodable>());
            case "shape":
                return request.ReturnAsync<JsonElement, JsonElementCodec>(new ValueTask<JsonElement>(Shape));
            default:
                request.ReadArguments<NoData>();
                return request.ReturnAsync(default);
        }
    }

    public async Task UnblockAsync() => (await _blocked.Reader.ReadAsync()).SetResult();

    public async Task WhenBlockedAsync() => await _blocked.Reader.WaitToReadAsync();

    private async ValueTask BlockAsync(CancellationToken cancellationToken)
    {
        var blocked = new TaskCompletionSource();
        _blocked.Writer.TryWrite(blocked);
        await blocked.Task.WaitAsync(IsDeaf ? default : cancellationToken);
    }

    /// <summary>Fails always, so that the checker has the word.</summary>
    private sealed record Undecodable : IWireCodec<Undecodable>
    {
        public static Undecodable Read(ref Utf8JsonReader reader, WireMode mode) => throw new WireFormatException("the codec's own words");

        public static void Write(ref WireWriter writer, Undecodable value) => throw new NotSupportedException();
    }
}
