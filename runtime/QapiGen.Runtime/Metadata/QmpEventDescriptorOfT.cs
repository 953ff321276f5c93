using System.Text.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Metadata;

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
