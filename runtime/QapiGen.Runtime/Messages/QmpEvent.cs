using System;
using System.Text.Json;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Messages;

/// <summary>An event: generated records derive from it, <see cref="RawQmpEvent"/> is one that the schema doesn't know.</summary>
public abstract record QmpEvent
{
    private QmpTimestamp? _timestamp;

    /// <summary>When it was generated; null if the server sent no valid time.</summary>
    public QmpTimestamp? Timestamp
    {
        get => _timestamp;
        init => _timestamp = value;
    }

    /// <summary>Sets the time of a record that a codec has just made and nobody else has seen, which saves a copy.</summary>
    internal void Stamp(QmpTimestamp? timestamp) => _timestamp = timestamp;
}

/// <summary>A generated event record; its codec reads and writes the member <c>data</c>.</summary>
/// <typeparam name="TSelf">The record.</typeparam>
public interface IQmpEvent<TSelf> : IWireReadable<TSelf>
    where TSelf : QmpEvent, IQmpEvent<TSelf>
{
    /// <summary>The event's name and what else the schema says of it.</summary>
    static abstract QmpEventDescriptor Descriptor { get; }
}

/// <summary>Takes events from generated emitters; a QMP service sends them to every connection in command mode.</summary>
public interface IQmpEventSink
{
    /// <summary>Sends an event. Encodes it before it returns; may be called from any thread; the order of calls is the order on the wire.</summary>
    /// <param name="descriptor">Which event.</param>
    /// <param name="data">Its data; <see cref="NoData"/> for none. Data that comes out as an empty object is left out (QMP spec 14).</param>
    void Emit<TData>(QmpEventDescriptor descriptor, in TData data)
        where TData : IWireWritable<TData>;

    /// <summary>
    /// Says that events of a module are going to be sent; generated emitters do when they are made. The sink of a service that speaks another schema refuses, so
    /// that a program with the wrong sink fails when it is put together, and not at its first event.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <exception cref="InvalidOperationException">The sink's service doesn't have these events.</exception>
    void Expect(QmpModule module)
    {
    }
}

/// <summary>An event as it came: its name isn't in the compiled-in schema, or it can't be read.</summary>
/// <param name="Name">The event's name; empty if it isn't a text.</param>
/// <param name="Data">Its data; an undefined element if there was none, if it isn't JSON, or if it has a text that isn't Unicode; then <see cref="Bytes"/> has it.</param>
public sealed record RawQmpEvent(string Name, JsonElement Data) : QmpEvent
{
    /// <summary>Why it can't be read as the schema declares it, or at all: a sentence for people; null if nothing is wrong.</summary>
    public string? Fault { get; init; }

    /// <summary>The bytes of what is wrong as they came, which is the data, the name, or the timestamp; empty if nothing is.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
}

/// <summary>Stands in a stream of events where some are missing. No server sends it.</summary>
/// <param name="Dropped">How many events were dropped here; null if nobody can know, as after a reconnect.</param>
public sealed record QmpEventGap(long? Dropped) : QmpEvent;

/// <summary>When an event was generated, by the server's clock (QMP spec 14).</summary>
/// <param name="Seconds">Seconds since 1970-01-01 UTC; -1 if the time couldn't be had.</param>
/// <param name="Microseconds">0 to 999999; -1 if the time couldn't be had.</param>
public readonly record struct QmpTimestamp(long Seconds, int Microseconds)
{
    /// <summary>The last second that <see cref="DateTimeOffset"/> can hold.</summary>
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>The same as a point in time; null if the server had none, or one after the year 9999.</summary>
    public DateTimeOffset? ToDateTimeOffset() =>
        Seconds is < 0 or > MaxSeconds || Microseconds is < 0 or > 999_999 ? null : DateTimeOffset.FromUnixTimeSeconds(Seconds).AddMicroseconds(Microseconds);
}

/// <summary>An event, and whether some are missing just before it.</summary>
/// <typeparam name="TEvent">The record.</typeparam>
/// <param name="Event">The event.</param>
/// <param name="DroppedBefore">How many of the subscription's events were dropped directly before; null if nobody can know, as after a reconnect.</param>
public readonly record struct QmpReceivedEvent<TEvent>(TEvent Event, long? DroppedBefore)
    where TEvent : QmpEvent;
