using System;
using System.Collections.Generic;
using QapiGen.Runtime.Client.Reading;

namespace QapiGen.Runtime.Client.Events;

/// <summary>The newest events of jobs that a client has received, for those who ask after a job later. Guarded by its hub.</summary>
/// <remarks>Takes room when such events come, and none beyond; what is kept is copied as it came, without an allocation for each.</remarks>
internal sealed class JobEventHistory
{
    /// <summary>Bytes that are kept at most; at least half of them once there were as many. An event of <c>JOB_STATUS_CHANGE</c> has about 110.</summary>
    internal const int MaxBytes = 256 * 1024;

    private const int FirstBytes = 4096;

    /// <summary>The names of the events that tell of a job (jobs spec 14).</summary>
    public static readonly string[] Names = ["JOB_STATUS_CHANGE", "BLOCK_JOB_COMPLETED", "BLOCK_JOB_CANCELLED"];

    private readonly Queue<Lengths> _events = new();
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>Whether an event tells of a job.</summary>
    public static bool IsOfJob(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("JOB_STATUS_CHANGE"u8) || name.SequenceEqual("BLOCK_JOB_COMPLETED"u8) || name.SequenceEqual("BLOCK_JOB_CANCELLED"u8);

    /// <summary>Keeps an event; one that is larger than all the room is as if it hadn't come.</summary>
    public void Keep(in ReceivedMessage message)
    {
        var lengths = new Lengths(message.Event.Length, message.Data.Length, message.Timestamp.Length);
        if (lengths.Sum > MaxBytes / 2)
        {
            return;
        }

        MakeRoom(lengths.Sum);
        Append(message.Event);
        Append(message.Data);
        Append(message.Timestamp);
        _events.Enqueue(lengths);
    }

    /// <summary>Offers everything to a subscription.</summary>
    public void CopyTo(EventRoute route, EventHub hub)
    {
        int at = _start;
        foreach (Lengths lengths in _events)
        {
            ReadOnlySpan<byte> bytes = _bytes.AsSpan(at, lengths.Sum);
            var received = new ReceivedEvent(
                bytes[..lengths.Name],
                bytes.Slice(lengths.Name, lengths.Data),
                bytes[(lengths.Name + lengths.Data)..]);
            route.Offer(ref received, hub);
            at += lengths.Sum;
        }
    }

    /// <summary>Grows, or moves what is kept to the front, the oldest half dropped if all is full: so that a byte is moved once for each that is written.</summary>
    private void MakeRoom(int count)
    {
        if (_end + count <= _bytes.Length)
        {
            return;
        }

        int room = Math.Max(_bytes.Length, FirstBytes);
        while (_end - _start + count > room / 2 && room < MaxBytes)
        {
            room *= 2;
        }

        while (_end - _start + count > room / 2 && _events.TryDequeue(out Lengths oldest))
        {
            _start += oldest.Sum;
        }

        byte[] target = room == _bytes.Length ? _bytes : new byte[room];
        _bytes.AsSpan(_start, _end - _start).CopyTo(target);
        _end -= _start;
        _start = 0;
        _bytes = target;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    private readonly record struct Lengths(int Name, int Data, int Timestamp)
    {
        public int Sum => Name + Data + Timestamp;
    }
}
