using System.Text.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Metadata;

/// <summary>Makes the typed record of one event that a compiled schema knows.</summary>
public abstract class QmpEventDecoder
{
    private protected QmpEventDecoder(QmpEventDescriptor descriptor) => Descriptor = descriptor;

    /// <summary>The event.</summary>
    public QmpEventDescriptor Descriptor { get; }

    /// <summary>Reads the event's data, leniently.</summary>
    /// <param name="reader">Stands on the first token of <c>data</c>, on an empty object if the event came without (QAPI spec W-19).</param>
    /// <param name="timestamp">When it was generated, if that is known.</param>
    /// <exception cref="WireFormatException">The data isn't what the schema says.</exception>
    public abstract QmpEvent Decode(ref Utf8JsonReader reader, QmpTimestamp? timestamp);
}
