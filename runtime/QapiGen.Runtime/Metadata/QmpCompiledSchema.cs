using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Metadata;

/// <summary>A compiled schema: the modules of one root, and what <c>query-qmp-schema</c> answers for it.</summary>
public sealed class QmpCompiledSchema
{
    private readonly QmpUtf8Data _introspection;
    private readonly QmpEventDecoder[] _eventDecoders;
    private readonly WireNames _eventNames;

    /// <summary>Makes a compiled schema; generated code does.</summary>
    /// <param name="name">The root's module name.</param>
    /// <param name="modules">All modules, those of referenced assemblies included, in order (QAPI spec I-8).</param>
    /// <param name="introspection">The answer of <c>query-qmp-schema</c>, masked; empty for a client-only compilation.</param>
    public QmpCompiledSchema(string name, QmpModule[] modules, QmpUtf8Data introspection)
    {
        Name = name;
        Modules = modules;
        _introspection = introspection;
        _eventDecoders = modules.SelectMany(module => module.EventDecoders).ToArray();
        _eventNames = new WireNames(Array.ConvertAll(_eventDecoders, decoder => decoder.Descriptor.Name));
    }

    /// <summary>The root's module name.</summary>
    public string Name { get; }

    /// <summary>All modules, in order.</summary>
    public IReadOnlyList<QmpModule> Modules { get; }

    /// <summary>The answer of <c>query-qmp-schema</c>: a JSON array.</summary>
    public ReadOnlySpan<byte> Introspection => _introspection();

    /// <summary>Finds what makes the record of an event.</summary>
    /// <param name="utf8Name">The event's name in UTF-8.</param>
    /// <param name="decoder">The decoder; null if the schema doesn't know the event.</param>
    public bool TryGetEventDecoder(ReadOnlySpan<byte> utf8Name, [NotNullWhen(true)] out QmpEventDecoder? decoder)
    {
        int position = _eventNames.Find(utf8Name);
        decoder = position < 0 ? null : _eventDecoders[position];
        return decoder is not null;
    }
}
