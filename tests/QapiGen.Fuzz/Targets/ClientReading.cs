using System;
using System.Collections.Generic;
using QapiGen.Runtime.Client.Events;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Messages;

namespace QapiGen.Fuzz.Targets;

/// <summary>The client's reader and the log of the wire: find the same messages however the bytes are cut, and what they can't read they say.</summary>
internal static class ClientReading
{
    private const int MaxMessageBytes = 1024 * 1024;

    public static void Read(byte[] input)
    {
        List<int> whole = Cut(input, input.Length, handles: true);
        List<int> pieces = Cut(input, 1 + (input.Length % 5), handles: false);
        if (string.Join(",", whole) != string.Join(",", pieces))
        {
            throw new InvalidOperationException($"The cuts show: {string.Join(",", whole)} and {string.Join(",", pieces)}");
        }

        if (WireReading.Lines(input, input.Length) != WireReading.Lines(input, 1 + (input.Length % 5)))
        {
            throw new InvalidOperationException("The cuts show in the log of the wire");
        }
    }

    // The lengths of the messages; -1 where the rest is refused.
    private static List<int> Cut(byte[] input, int pieceLength, bool handles)
    {
        var lengths = new List<int>();
        var scanner = new MessageScanner(MaxMessageBytes);
        try
        {
            for (int start = MessageScanner.CountBlanks(input); start < input.Length; start += MessageScanner.CountBlanks(input.AsSpan(start)))
            {
                int seen = start;
                bool isWhole = false;
                while (!isWhole && seen < input.Length)
                {
                    ReadOnlySpan<byte> piece = input.AsSpan(seen, Math.Min(pieceLength, input.Length - seen));
                    isWhole = scanner.TryScan(piece);
                    seen += piece.Length;
                }

                if (!isWhole)
                {
                    break;
                }

                lengths.Add(scanner.Length);
                if (handles)
                {
                    Handle(new ReceivedMessage(input.AsSpan(start, scanner.Length), scanner.Marks));
                }

                start += scanner.Length;
                scanner.Reset();
            }
        }
        catch (QmpProtocolException)
        {
            lengths.Add(-1);
        }

        return lengths;
    }

    private static void Handle(in ReceivedMessage message)
    {
        if (!message.Event.IsEmpty)
        {
            var received = new ReceivedEvent(message.Event, message.Data, message.Timestamp);
            RawQmpEvent raw = received.ReadRaw();
            if (raw.Fault is null == !raw.Bytes.IsEmpty)
            {
                throw new InvalidOperationException("An event is faulty without its bytes, or the reverse");
            }

            _ = raw.ToString();
        }

        _ = message.TryGetId(out _);
        if (!message.Greeting.IsEmpty)
        {
            try
            {
                _ = GreetingReader.Read(message.Greeting);
            }
            catch (QmpProtocolException)
            {
                // No server that speaks QMP.
            }
        }
    }
}
