using System;

namespace QapiGen.Runtime.Json;

/// <summary>A message that a server has received: a well-formed command, or the text of the error that answers it.</summary>
/// <remarks>Reused for every message of a connection.</remarks>
internal sealed class RequestMessage
{
    /// <summary>The message as standard JSON; valid until the next message is read.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Where its parts are in the body. With a fault only the id counts.</summary>
    public MessageEnvelope Envelope;

    /// <summary>QEMU's text for what is wrong with it; null for a command. The class is always <c>GenericError</c>.</summary>
    public string? Fault { get; private set; }

    public ReadOnlySpan<byte> Text(TextSlice slice) => Body.Span.Slice(slice.Start, slice.Length);

    /// <summary>The command's name as it is between the quotes.</summary>
    public ReadOnlySpan<byte> Name => Body.Span.Slice(Envelope.Name.Start + 1, Envelope.Name.Length - 2);

    public void SetCommand(ReadOnlyMemory<byte> body, in MessageEnvelope envelope)
    {
        Body = body;
        Envelope = envelope;
        Fault = null;
    }

    /// <summary>An object that isn't a command.</summary>
    public void SetFault(ReadOnlyMemory<byte> body, in MessageEnvelope envelope, string fault)
    {
        Body = body;
        Envelope = envelope;
        Fault = fault;
    }

    /// <summary>Something that isn't even an object.</summary>
    public void SetFault(string fault)
    {
        Body = default;
        Envelope = default;
        Fault = fault;
    }

    /// <summary>Takes over what another message says, with a copy of its body.</summary>
    public void CopyFrom(RequestMessage other, PooledList<byte> storage)
    {
        storage.Clear();
        storage.AddRange(other.Body.Span);
        Body = storage.Memory;
        Envelope = other.Envelope;
        Fault = other.Fault;
    }
}
