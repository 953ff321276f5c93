using System;
using System.Collections.Generic;
using System.Text;

namespace QapiGen.Runtime.Metadata;

/// <summary>Finds a schema's events by their names on the wire.</summary>
internal sealed class EventIndex
{
    private const int MaxNameLength = 128;

    private readonly Dictionary<string, QmpEventDescriptor>.AlternateLookup<ReadOnlySpan<char>> _known;

    public EventIndex(IEnumerable<QmpModule> modules)
    {
        var known = new Dictionary<string, QmpEventDescriptor>(StringComparer.Ordinal);
        foreach (QmpModule module in modules)
        {
            foreach (QmpEventDescriptor descriptor in module.Events)
            {
                known[descriptor.Name] = descriptor;
            }
        }

        _known = known.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>An index without events.</summary>
    public static EventIndex Empty { get; } = new([]);

    /// <summary>Looks an event up; null if the schema doesn't have it.</summary>
    /// <param name="name">The name, without quotes.</param>
    public QmpEventDescriptor? Find(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[MaxNameLength];
        return name.Length <= text.Length && _known.TryGetValue(text[..Encoding.UTF8.GetChars(name, text)], out QmpEventDescriptor? found) ? found : null;
    }
}
