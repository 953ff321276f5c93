using System;
using System.Buffers.Text;

namespace QapiGen.Runtime.Client.Reading;

/// <summary>A message from the server, cut into the members that matter; a repeated name's last value counts (QMP spec 19.2).</summary>
/// <remarks>Points into the buffer of the transport: valid only while the message is handled.</remarks>
internal readonly ref struct ReceivedMessage
{
    public ReceivedMessage(ReadOnlySpan<byte> message, ReadOnlySpan<MessageMark> marks)
    {
        Text = message;
        foreach (MessageMark mark in marks)
        {
            ReadOnlySpan<byte> value = MessageScanner.Trim(mark.Value(message));
            switch (MessageMember.Recognise(mark.Name(message)))
            {
                case MessageMemberKind.Id:
                    Id = value;
                    break;
                case MessageMemberKind.Return:
                    Return = value;
                    break;
                case MessageMemberKind.Error:
                    Error = value;
                    break;
                case MessageMemberKind.Event:
                    Event = value;
                    break;
                case MessageMemberKind.Data:
                    Data = value;
                    break;
                case MessageMemberKind.Timestamp:
                    Timestamp = value;
                    break;
                case MessageMemberKind.Greeting:
                    Greeting = value;
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>All of it.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>The values as JSON; empty where there is no such member.</summary>
    public ReadOnlySpan<byte> Id { get; }

    public ReadOnlySpan<byte> Return { get; }

    public ReadOnlySpan<byte> Error { get; }

    public ReadOnlySpan<byte> Event { get; }

    public ReadOnlySpan<byte> Data { get; }

    public ReadOnlySpan<byte> Timestamp { get; }

    public ReadOnlySpan<byte> Greeting { get; }

    /// <summary>The id as a number; false if there is none or it isn't an integer, as all of ours are.</summary>
    public bool TryGetId(out long id) => Utf8Parser.TryParse(Id, out id, out int used) && used == Id.Length;
}

/// <summary>Where one member of a message stands: offsets from the message's first byte.</summary>
/// <param name="NameStart">First byte of the name, after the quote.</param>
/// <param name="NameEnd">The closing quote.</param>
/// <param name="ValueStart">First byte after the colon.</param>
/// <param name="ValueEnd">The comma or brace after the value.</param>
internal readonly record struct MessageMark(int NameStart, int NameEnd, int ValueStart, int ValueEnd)
{
    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> message) => message[NameStart..NameEnd];

    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> message) => message[ValueStart..ValueEnd];
}
