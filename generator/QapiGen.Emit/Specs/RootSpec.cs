using System;
using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

/// <summary>What is generated once per root.</summary>
/// <param name="Name">The root's module name.</param>
/// <param name="HintName">Beginning of the names of its generated files.</param>
/// <param name="Namespace">Namespace of the generated types.</param>
/// <param name="Role">Which sides to generate for.</param>
/// <param name="SchemaName">Name of the class with the compiled schema.</param>
/// <param name="ClientName">Name of the client of all modules.</param>
/// <param name="ModuleExpressions">Expressions for its modules, in order.</param>
/// <param name="Clients">Properties of the client.</param>
/// <param name="Introspection">Answer of <c>query-qmp-schema</c>, one SchemaInfo object per element.</param>
public sealed record RootSpec(
    string Name,
    string HintName,
    string Namespace,
    GenerationRole Role,
    string SchemaName,
    string ClientName,
    EquatableArray<string> ModuleExpressions,
    EquatableArray<ClientPropertySpec> Clients,
    EquatableArray<string> Introspection)
{
    /// <summary>The oldest server to work with; null for none.</summary>
    public string? MinimumVersion { get; init; }
}

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

/// <summary>Names of the classes that a module has beside its types.</summary>
/// <param name="Interface">The command interface.</param>
/// <param name="Client">The client proxy.</param>
/// <param name="Dispatcher">The dispatcher.</param>
/// <param name="Commands">The command descriptors.</param>
/// <param name="Events">The event descriptors.</param>
/// <param name="Emitter">The event emitter.</param>
/// <param name="Features">The feature constants.</param>
/// <param name="Module">The module.</param>
/// <param name="RootClient">The client of the whole schema, of which each module writes a part.</param>
/// <param name="RootProperty">The module's property there.</param>
public sealed record ModuleNames(
    string Interface, string Client, string Dispatcher, string Commands, string Events, string Emitter, string Features, string Module,
    string RootClient, string RootProperty);

/// <summary>The files that a module is generated into; the names are part of the files' names.</summary>
public enum ModulePartKind
{
    /// <summary>Enums.</summary>
    Enums,

    /// <summary>Structs.</summary>
    Structs,

    /// <summary>Unions.</summary>
    Unions,

    /// <summary>Alternates.</summary>
    Alternates,

    /// <summary>The command interface, descriptors and arguments.</summary>
    Commands,

    /// <summary>The client proxy.</summary>
    Client,

    /// <summary>The dispatcher.</summary>
    Dispatcher,

    /// <summary>Events and their descriptors.</summary>
    Events,

    /// <summary>The event emitter.</summary>
    EventEmitter,

    /// <summary>The module as data.</summary>
    Module,
}
