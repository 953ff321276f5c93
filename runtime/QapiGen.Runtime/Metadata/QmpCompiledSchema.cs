using System;
using System.Collections.Generic;

namespace QapiGen.Runtime.Metadata;

/// <summary>A compiled schema: the modules of one root, and what <c>query-qmp-schema</c> answers for it.</summary>
public sealed class QmpCompiledSchema
{
    private readonly QmpUtf8Data _introspection;
    private EventIndex? _events;

    /// <summary>Makes a compiled schema; generated code does.</summary>
    /// <param name="name">The root's module name.</param>
    /// <param name="modules">All modules, those of referenced assemblies included, in order (QAPI spec I-8).</param>
    /// <param name="introspection">The answer of <c>query-qmp-schema</c>, masked; empty for a client-only compilation.</param>
    public QmpCompiledSchema(string name, QmpModule[] modules, QmpUtf8Data introspection)
    {
        Name = name;
        Modules = modules;
        _introspection = introspection;
    }

    /// <summary>The root's module name.</summary>
    public string Name { get; }

    /// <summary>All modules, in order.</summary>
    public IReadOnlyList<QmpModule> Modules { get; }

    /// <summary>Its events by name.</summary>
    internal EventIndex Events => _events ??= new EventIndex(Modules);

    /// <summary>The answer of <c>query-qmp-schema</c>: a JSON array.</summary>
    public ReadOnlySpan<byte> Introspection => _introspection();
}
