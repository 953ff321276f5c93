using System.Text.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Metadata;

/// <summary>Makes the typed record of one event; generated code lists them in its module.</summary>
/// <typeparam name="TEvent">The record.</typeparam>
public sealed class QmpEventDecoder<TEvent> : QmpEventDecoder
    where TEvent : QmpEvent, IQmpEvent<TEvent>
{
    /// <summary>Makes the decoder.</summary>
    public QmpEventDecoder()
        : base(TEvent.Descriptor)
    {
    }

    /// <inheritdoc/>
    public override QmpEvent Decode(ref Utf8JsonReader reader, QmpTimestamp? timestamp)
    {
        TEvent data = TEvent.Read(ref reader, WireMode.Lenient);
        data.SetTimestamp(timestamp);
        return data;
    }
}
