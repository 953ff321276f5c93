using System;
using System.Text.Json;

namespace QapiGen.Runtime.Client.Reading;

/// <summary>Recognises the names of a message's members, compared after decoding escapes (QMP spec 8).</summary>
internal static class MessageMember
{
    /// <summary>Longest escaped form of a name that matters: <c>timestamp</c>, every letter as <c>\u0000</c>.</summary>
    private const int MaxEscapedBytes = 9 * 6;

    public static MessageMemberKind Recognise(ReadOnlySpan<byte> name) =>
        name.Contains((byte)'\\') ? RecogniseEscaped(name) : RecognisePlain(name);

    private static MessageMemberKind RecognisePlain(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 when name.SequenceEqual("id"u8) => MessageMemberKind.Id,
            3 when name.SequenceEqual("QMP"u8) => MessageMemberKind.Greeting,
            4 when name.SequenceEqual("data"u8) => MessageMemberKind.Data,
            5 when name.SequenceEqual("error"u8) => MessageMemberKind.Error,
            5 when name.SequenceEqual("event"u8) => MessageMemberKind.Event,
            6 when name.SequenceEqual("return"u8) => MessageMemberKind.Return,
            9 when name.SequenceEqual("timestamp"u8) => MessageMemberKind.Timestamp,
            _ => MessageMemberKind.Other,
        };

    private static MessageMemberKind RecogniseEscaped(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxEscapedBytes)
        {
            return MessageMemberKind.Other;
        }

        Span<byte> quoted = stackalloc byte[MaxEscapedBytes + 2];
        Span<byte> plain = stackalloc byte[MaxEscapedBytes];
        quoted[0] = (byte)'"';
        name.CopyTo(quoted[1..]);
        quoted[name.Length + 1] = (byte)'"';
        try
        {
            var reader = new Utf8JsonReader(quoted[..(name.Length + 2)]);
            reader.Read();
            return RecognisePlain(plain[..reader.CopyString(plain)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return MessageMemberKind.Other;
        }
    }
}

/// <summary>The members of messages that a client looks at.</summary>
internal enum MessageMemberKind
{
    Other,
    Id,
    Return,
    Error,
    Event,
    Data,
    Timestamp,
    Greeting,
}
