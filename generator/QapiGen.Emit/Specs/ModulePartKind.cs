namespace QapiGen.Emit.Specs;

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
