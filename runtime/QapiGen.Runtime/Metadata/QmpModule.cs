using System;
using System.Collections.Generic;

namespace QapiGen.Runtime.Metadata;

/// <summary>A module of a compiled schema: its commands and events, and its definitions as data.</summary>
public sealed class QmpModule
{
    private readonly QmpUtf8Data _definitions;
    private readonly QmpUtf8Data? _documentation;

    /// <summary>Makes a module; generated code does.</summary>
    /// <param name="name">The module's name (QAPI spec I-6).</param>
    /// <param name="commands">Its commands, in schema order; the position is the index that the dispatcher gets.</param>
    /// <param name="events">Its events, in schema order.</param>
    /// <param name="definitions">
    /// JSON array of SchemaInfo objects as <c>query-qmp-schema</c> has them, unmasked: commands, events and types of this module,
    /// implicit object types included, with the real integer types (<c>int8</c>, <c>size</c>, …) and, where they differ from the default,
    /// <c>gen</c>, <c>success-response</c>, <c>allow-preconfig</c> and <c>since</c>.
    /// </param>
    /// <param name="documentation">What the schema says about the definitions, see <see cref="Documentation"/>; null where it wasn't asked for.</param>
    public QmpModule(string name, QmpCommandDescriptor[] commands, QmpEventDescriptor[] events, QmpUtf8Data definitions, QmpUtf8Data? documentation = null)
    {
        Name = name;
        Commands = commands;
        Events = events;
        _definitions = definitions;
        _documentation = documentation;
    }

    /// <summary>The module's name.</summary>
    public string Name { get; }

    /// <summary>Its commands, in schema order.</summary>
    public IReadOnlyList<QmpCommandDescriptor> Commands { get; }

    /// <summary>Its events, in schema order.</summary>
    public IReadOnlyList<QmpEventDescriptor> Events { get; }

    /// <summary>Its definitions as JSON, see the constructor.</summary>
    public ReadOnlySpan<byte> Definitions => _definitions();

    /// <summary>
    /// What the schema says about its definitions, for programs that show it: a JSON array with an object for each documented one, its <c>name</c>, and what there is of
    /// <c>text</c>, <c>members</c> and <c>features</c> (texts by name), <c>returns</c>, <c>errors</c> and <c>since</c>, in plain text with empty lines between paragraphs.
    /// Empty unless the schema was compiled with <c>Documentation="data"</c>.
    /// </summary>
    public ReadOnlySpan<byte> Documentation => _documentation is null ? default : _documentation();
}

/// <summary>Gives constant UTF-8 data that lives in the assembly's image.</summary>
public delegate ReadOnlySpan<byte> QmpUtf8Data();
