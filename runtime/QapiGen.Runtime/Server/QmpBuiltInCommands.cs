using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Server;

/// <summary>The commands that every QMP server has (QMP spec 16), for those that the application doesn't implement itself.</summary>
internal sealed class QmpBuiltInCommands : QmpDispatcher
{
    private const QmpCommandFlags Always = QmpCommandFlags.AllowPreconfig;

    private readonly QmpService _service;

    public QmpBuiltInCommands(QmpService service) => _service = service;

    /// <summary>The types of their arguments, for schemas that don't declare them.</summary>
    public static ReadOnlySpan<byte> Definitions =>
        """
        [{"name":"qmp_capabilities","meta-type":"command","arg-type":"q_obj_qmp_capabilities-arg","ret-type":"q_empty"},
         {"name":"q_obj_qmp_capabilities-arg","meta-type":"object","members":[{"name":"enable","type":"[QMPCapability]","default":null}]},
         {"name":"QMPCapability","meta-type":"enum","members":[{"name":"oob"}],"values":["oob"]},
         {"name":"query-version","meta-type":"command","arg-type":"q_empty","ret-type":"VersionInfo"},
         {"name":"VersionInfo","meta-type":"object","members":[{"name":"qemu","type":"VersionTriple"},{"name":"package","type":"str"}]},
         {"name":"VersionTriple","meta-type":"object","members":[{"name":"major","type":"int"},{"name":"minor","type":"int"},{"name":"micro","type":"int"}]},
         {"name":"query-commands","meta-type":"command","arg-type":"q_empty","ret-type":"[CommandInfo]"},
         {"name":"CommandInfo","meta-type":"object","members":[{"name":"name","type":"str"}]},
         {"name":"query-qmp-schema","meta-type":"command","arg-type":"q_empty","ret-type":"[any]"},
         {"name":"quit","meta-type":"command","arg-type":"q_empty","ret-type":"q_empty"}]
        """u8;

    public override QmpModule Module { get; } = new(
        "built-in",
        [
            new("qmp_capabilities", Always),
            new("query-version", Always),
            new("query-commands", Always),
            new("query-qmp-schema", Always),
            new("quit", Always),
        ],
        [],
        static () => Definitions);

    public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
    {
        var own = (QmpServerRequest)request;
        if (command == 0)
        {
            own.Connection.Negotiate(own.ReadArguments<QmpCapabilitiesArguments>().EnablesOutOfBand, own);
            return default;
        }

        own.ReadArguments<NoData>();
        switch (command)
        {
            case 1:
                own.ReturnRaw(_service.VersionJson);
                return default;
            case 2:
                own.ReturnRaw(_service.ListCommands());
                return default;
            case 3:
                own.ReturnRaw(_service.IntrospectionJson);
                return default;
            default:
                return QuitAsync(own, cancellationToken);
        }
    }

    private async ValueTask QuitAsync(QmpServerRequest request, CancellationToken cancellationToken)
    {
        if (_service.Options.OnQuit is { } onQuit)
        {
            await onQuit(cancellationToken).ConfigureAwait(false);
        }

        request.ReturnRaw("{}"u8);
        _service.Quit();
    }
}
