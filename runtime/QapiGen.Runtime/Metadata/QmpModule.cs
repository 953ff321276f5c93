using System;
using System.Collections.Generic;

namespace QapiGen.Runtime.Metadata;

/// <summary>A module of a compiled schema: its commands and events, and its definitions as data.</summary>
public sealed class QmpModule
{
    private readonly QmpUtf8Data _definitions;

    /// <summary>Makes a module; generated code does.</summary>
    /// <param name="name">The module's name (QAPI spec I-6).</param>
    /// <param name="commands">Its commands, in schema order; the position is the index that the dispatcher gets.</param>
    /// <param name="events">Its events, in schema order.</param>
    /// <param name="definitions">
    /// JSON array of SchemaInfo objects as <c>query-qmp-schema</c> has them, unmasked: commands, events and types of this module,
    /// implicit object types included, with the real integer types (<c>int8</c>, <c>size</c>, …) and, where they differ from the default,
    /// <c>gen</c>, <c>success-response</c>, <c>allow-preconfig</c> and <c>since</c>.
    /// </param>
    public QmpModule(string name, QmpCommandDescriptor[] commands, QmpEventDescriptor[] events, QmpUtf8Data definitions)
    {
        Name = name;
        Commands = commands;
        Events = events;
        _definitions = definitions;
    }

    /// <summary>The module's name.</summary>
    public string Name { get; }

    /// <summary>Its commands, in schema order.</summary>
    public IReadOnlyList<QmpCommandDescriptor> Commands { get; }

    /// <summary>Its events, in schema order.</summary>
    public IReadOnlyList<QmpEventDescriptor> Events { get; }

    /// <summary>Its definitions as JSON, see the constructor.</summary>
    public ReadOnlySpan<byte> Definitions => _definitions();
}

/// <summary>Gives constant UTF-8 data that lives in the assembly's image.</summary>
public delegate ReadOnlySpan<byte> QmpUtf8Data();
