using System;
using System.Text;
using System.Text.Json;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client.Events;

/// <summary>An event on its way to the subscriptions: decoded when the first one wants it, and once for all.</summary>
internal ref struct ReceivedEvent
{
    private readonly ReadOnlySpan<byte> _event;
    private readonly ReadOnlySpan<byte> _data;
    private readonly ReadOnlySpan<byte> _timestamp;
    private readonly bool _hasName;
    private QmpEvent? _typed;
    private QmpEvent? _any;
    private EventIndex? _anyOf;

    /// <param name="name">The value of <c>event</c>, as it came.</param>
    /// <param name="data">The value of <c>data</c>; empty for none.</param>
    /// <param name="timestamp">The value of <c>timestamp</c>; empty for none.</param>
    public ReceivedEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ReadOnlySpan<byte> timestamp)
    {
        _event = name;
        _hasName = EventName.TryRead(name, out ReadOnlySpan<byte> text);
        Name = text;
        _data = data;
        _timestamp = timestamp;
    }

    /// <summary>The name, without quotes and escapes; empty if there is none that can be read.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>Bytes that it took on the wire, less the punctuation around them.</summary>
    public readonly int WireBytes => _event.Length + _data.Length + _timestamp.Length;

    /// <summary>The event as a record of the subscriber's choice.</summary>
    /// <exception cref="WireFormatException">The data isn't what the schema declares.</exception>
    public TEvent Read<TEvent>()
        where TEvent : QmpEvent, IQmpEvent<TEvent>
    {
        if (_typed is TEvent known)
        {
            return known;
        }

        ReadOnlySpan<byte> data = Data;
        Utf8JsonReader reader = ReplyJson.ReaderAt(data);
        TEvent read = TEvent.Read(ref reader, WireMode.Lenient);
        ReplyJson.CheckEnd(reader, data);
        read.Stamp(ReadTimestamp());
        _typed = read;
        return read;
    }

    /// <summary>The event as a compiled-in schema has it, or raw. Never fails: what can't be read comes raw, with its bytes and the reason.</summary>
    public QmpEvent ReadAny(EventIndex known, EventHub hub)
    {
        if (_any is null || _anyOf != known)
        {
            string? fault = null;
            _any = ReadKnown(known.Find(Name), hub, ref fault) ?? ReadRaw(fault);
            _anyOf = known;
            _typed ??= _any;
        }

        return _any;
    }

    private readonly ReadOnlySpan<byte> Data => _data.IsEmpty ? "{}"u8 : _data;

    private readonly QmpEvent? ReadKnown(QmpEventDescriptor? descriptor, EventHub hub, ref string? fault)
    {
        if (descriptor is null)
        {
            return null;
        }

        try
        {
            ReadOnlySpan<byte> data = Data;
            Utf8JsonReader reader = ReplyJson.ReaderAt(data);
            QmpEvent? read = descriptor.Read(ref reader);
            ReplyJson.CheckEnd(reader, data);
            read?.Stamp(ReadTimestamp());
            return read;
        }
#pragma warning disable CA1031 // A codec is foreign code. A newer server's form of the event: the subscriber still gets it, raw.
        catch (Exception e)
#pragma warning restore CA1031
        {
            hub.ReportUnreadable(descriptor.Name, e);
            fault = $"The data is not what the schema declares: {e.Message}";
            return null;
        }
    }

    /// <summary>The event without a schema.</summary>
    /// <param name="fault">What is wrong with it as far as is known; null for nothing.</param>
    public readonly RawQmpEvent ReadRaw(string? fault = null)
    {
        JsonElement data = default;
        try
        {
            data = _data.IsEmpty ? default : ReplyJson.ParseElement(_data);
            if (JsonUnicode.FindFault(_data) is { } unreadable)
            {
                data = default;
                fault ??= $"The data has a text that is not Unicode: {unreadable}";
            }
        }
        catch (JsonException e)
        {
            fault = $"The data is not JSON: {e.Message}";
        }

        ReadOnlySpan<byte> faulty = _hasName ? _data : _event;
        fault = _hasName ? fault : "The event's name is not a text";
        if (!TryReadTimestamp(out QmpTimestamp? timestamp) && fault is null)
        {
            faulty = _timestamp;
            fault = "The event's timestamp is not an object of seconds and microseconds";
        }

        var raw = new RawQmpEvent(Encoding.UTF8.GetString(Name), data) { Fault = fault, Bytes = fault is null ? default : faulty.ToArray() };
        raw.Stamp(timestamp);
        return raw;
    }

    private readonly QmpTimestamp? ReadTimestamp() => TryReadTimestamp(out QmpTimestamp? timestamp) ? timestamp : null;

    /// <summary>Reads the time, if there is one and the server knew it.</summary>
    /// <returns>False if what stands there is no time.</returns>
    private readonly bool TryReadTimestamp(out QmpTimestamp? timestamp)
    {
        timestamp = null;
        if (_timestamp.IsEmpty)
        {
            return true;
        }

        long? seconds = null;
        long? microseconds = null;
        try
        {
            Utf8JsonReader reader = ReplyJson.ReaderAt(_timestamp);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isSeconds = reader.ValueTextEquals("seconds"u8);
                bool isMicroseconds = reader.ValueTextEquals("microseconds"u8);
                reader.Read();
                if (isSeconds)
                {
                    seconds = reader.GetInt64();
                }
                else if (isMicroseconds)
                {
                    microseconds = reader.GetInt64();
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }

        // A clock that can't be read is -1 of both.
        if (seconds is >= 0 && microseconds is >= 0 and <= 999_999)
        {
            timestamp = new QmpTimestamp(seconds.Value, (int)microseconds);
        }

        return timestamp is not null || (seconds, microseconds) is (-1, -1);
    }
}
