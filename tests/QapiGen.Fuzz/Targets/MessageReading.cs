using System;
using System.Text;
using QapiGen.Runtime.Json;

namespace QapiGen.Fuzz.Targets;

/// <summary>The server's reader of messages: however the bytes are cut into pieces, and whichever of its ways it goes, the messages are the same.</summary>
internal static class MessageReading
{
    private static readonly QmpJsonLimits Limits = QmpJsonLimits.Default;

    public static void Read(byte[] input)
    {
        string whole = Describe(input, input.Length, scansFast: true);
        string slow = Describe(input, input.Length, scansFast: false);
        string pieces = Describe(input, 1 + (input.Length % 7), scansFast: true);
        if (whole != slow || whole != pieces)
        {
            throw new InvalidOperationException($"The way of reading shows:\n{whole}\n{slow}\n{pieces}");
        }
    }

    private static string Describe(byte[] input, int pieceLength, bool scansFast)
    {
        var text = new StringBuilder();
        using var reader = new RequestMessageReader(Limits, scansFast);
        var message = new RequestMessage();
        for (int start = 0; start < input.Length;)
        {
            ReadOnlyMemory<byte> piece = input.AsMemory(start, Math.Min(pieceLength, input.Length - start));
            bool isWhole = reader.TryRead(piece, out int consumed, allowsOutOfBand: true, message);
            if (!isWhole && consumed != piece.Length)
            {
                throw new InvalidOperationException("Bytes were left over without a message");
            }

            start += consumed;
            if (isWhole)
            {
                text.Append(message.Fault ?? Encoding.UTF8.GetString(message.Name)).Append(message.Envelope.IsOutOfBand).Append(message.Envelope.Id.IsPresent).Append('\n');
            }
        }

        return text.ToString();
    }
}
