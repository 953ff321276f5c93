using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Server;

/// <summary>The commands that every QMP server has (QMP spec 16), for those that the application doesn't implement itself.</summary>
internal sealed class BuiltInDispatcher : QmpDispatcher
{
    private const QmpCommandFlags Always = QmpCommandFlags.AllowPreconfig;

    private readonly QmpService _service;

    public BuiltInDispatcher(QmpService service) => _service = service;

    /// <summary>Their types, for schemas that don't declare them, in order of first use.</summary>
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
         {"name":"query-qmp-schema","meta-type":"command","arg-type":"q_empty","ret-type":"[SchemaInfo]"},
         {"name":"quit","meta-type":"command","arg-type":"q_empty","ret-type":"q_empty"},
         {"name":"SchemaInfo","meta-type":"object","tag":"meta-type",
          "members":[{"name":"name","type":"str"},{"name":"meta-type","type":"SchemaMetaType"},{"name":"features","type":"[str]","default":null}],
          "variants":[{"case":"builtin","type":"SchemaInfoBuiltin"},{"case":"enum","type":"SchemaInfoEnum"},{"case":"array","type":"SchemaInfoArray"},
           {"case":"object","type":"SchemaInfoObject"},{"case":"alternate","type":"SchemaInfoAlternate"},{"case":"command","type":"SchemaInfoCommand"},
           {"case":"event","type":"SchemaInfoEvent"}]},
         {"name":"SchemaMetaType","meta-type":"enum","members":[{"name":"builtin"},{"name":"enum"},{"name":"array"},{"name":"object"},{"name":"alternate"},
           {"name":"command"},{"name":"event"}],"values":["builtin","enum","array","object","alternate","command","event"]},
         {"name":"SchemaInfoBuiltin","meta-type":"object","members":[{"name":"json-type","type":"JSONType"}]},
         {"name":"JSONType","meta-type":"enum","members":[{"name":"string"},{"name":"number"},{"name":"int"},{"name":"boolean"},{"name":"null"},{"name":"object"},
           {"name":"array"},{"name":"value"}],"values":["string","number","int","boolean","null","object","array","value"]},
         {"name":"SchemaInfoEnum","meta-type":"object","members":[{"name":"members","type":"[SchemaInfoEnumMember]"},
           {"name":"values","type":"[str]","features":["deprecated"]}]},
         {"name":"SchemaInfoEnumMember","meta-type":"object","members":[{"name":"name","type":"str"},{"name":"features","type":"[str]","default":null}]},
         {"name":"SchemaInfoArray","meta-type":"object","members":[{"name":"element-type","type":"str"}]},
         {"name":"SchemaInfoObject","meta-type":"object","members":[{"name":"members","type":"[SchemaInfoObjectMember]"},
           {"name":"tag","type":"str","default":null},{"name":"variants","type":"[SchemaInfoObjectVariant]","default":null}]},
         {"name":"SchemaInfoObjectMember","meta-type":"object","members":[{"name":"name","type":"str"},{"name":"type","type":"str"},
           {"name":"default","type":"any","default":null},{"name":"features","type":"[str]","default":null}]},
         {"name":"SchemaInfoObjectVariant","meta-type":"object","members":[{"name":"case","type":"str"},{"name":"type","type":"str"}]},
         {"name":"SchemaInfoAlternate","meta-type":"object","members":[{"name":"members","type":"[SchemaInfoAlternateMember]"}]},
         {"name":"SchemaInfoAlternateMember","meta-type":"object","members":[{"name":"type","type":"str"}]},
         {"name":"SchemaInfoCommand","meta-type":"object","members":[{"name":"arg-type","type":"str"},{"name":"ret-type","type":"str"},
           {"name":"allow-oob","type":"bool","default":null}]},
         {"name":"SchemaInfoEvent","meta-type":"object","members":[{"name":"arg-type","type":"str"}]}]
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
        var own = (ServerRequest)request;
        if (command == 0)
        {
            own.Connection.Negotiate(own.ReadArguments<CapabilitiesArguments>(), own);
            return default;
        }

        own.ReadArguments<NoData>();
        switch (command)
        {
            case 1:
                own.ReturnRaw(_service.VersionJson);
                return default;
            case 2:
                own.ReturnRaw(_service.ListCommands(own.Connection.Caller));
                return default;
            case 3:
                own.ReturnRaw(_service.IntrospectionJson);
                return default;
            default:
                return QuitAsync(own);
        }
    }

    private async ValueTask QuitAsync(ServerRequest request)
    {
        await _service.PrepareQuitAsync().ConfigureAwait(false);
        request.ReturnRaw("{}"u8);
        _service.Quit();
    }
}
