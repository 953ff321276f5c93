using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Metadata;

/// <summary>An event of a compiled schema.</summary>
public class QmpEventDescriptor
{
    private readonly byte[] _utf8Name;

    /// <summary>Makes a descriptor; generated code does.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="since">The version that introduced it, or null if the schema doesn't say.</param>
    /// <param name="features">All features, in schema order.</param>
    public QmpEventDescriptor(string name, string? since = null, params string[] features)
    {
        Name = name;
        Since = since;
        Features = features;
        _utf8Name = Encoding.UTF8.GetBytes(name);
    }

    /// <summary>The event's name.</summary>
    public string Name { get; }

    /// <summary>The name in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Name => _utf8Name;

    /// <summary>The version that introduced it, or null.</summary>
    public string? Since { get; }

    /// <summary>All features, in schema order.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Reads the event's <c>data</c>, leniently; null if no record is known for it (see <see cref="QmpEventDescriptor{TEvent}"/>).</summary>
    /// <exception cref="Wire.WireFormatException">The data isn't what the schema declares.</exception>
    public virtual QmpEvent? Read(ref Utf8JsonReader reader) => null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>An event of a compiled schema that has a record, so that a client can read it by its name alone.</summary>
/// <typeparam name="TEvent">The record.</typeparam>
public sealed class QmpEventDescriptor<TEvent> : QmpEventDescriptor
    where TEvent : QmpEvent, IQmpEvent<TEvent>
{
    /// <inheritdoc cref="QmpEventDescriptor(string, string?, string[])"/>
    public QmpEventDescriptor(string name, string? since = null, params string[] features)
        : base(name, since, features)
    {
    }

    /// <inheritdoc/>
    public override QmpEvent? Read(ref Utf8JsonReader reader) => TEvent.Read(ref reader, WireMode.Lenient);
}
