using System;

namespace QapiGen.Emit.Specs;

/// <summary>Which side of the protocol code is generated for.</summary>
[Flags]
public enum GenerationRole
{
    /// <summary>Client proxies.</summary>
    Client = 1,

    /// <summary>Dispatchers, event emitters and introspection.</summary>
    Server = 2,

    /// <summary>Both sides.</summary>
    Both = Client | Server,
}
