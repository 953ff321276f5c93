using System;
using System.Text;
using System.Text.Json;

namespace QapiGen.Runtime.Json;

/// <summary>Checks the form of a command that the fast scanner didn't recognise, in QEMU's order (QMP spec 8, steps 1 to 3).</summary>
internal static class EnvelopeReader
{
    /// <summary>Reads a value that the parser has put into canonical notation.</summary>
    /// <param name="body">The value.</param>
    /// <param name="allowsOutOfBand">Whether the connection has enabled <c>oob</c>.</param>
    /// <param name="message">Becomes the command, or the fault.</param>
    public static void Read(ReadOnlyMemory<byte> body, bool allowsOutOfBand, RequestMessage message)
    {
        if (body.Span[0] != (byte)'{')
        {
            message.SetFault("QMP input must be a JSON object");
            return;
        }

        var reader = new Utf8JsonReader(body.Span, JsonDepth.Reader);
        reader.Read();
        MessageEnvelope envelope = default;
        Fault worst = default;
        int executeIndex = 0;
        bool hasExecute = false;
        bool hasExecOob = false;
        bool hasBothNames = false;
        for (int index = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; index++)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            bool hasEscapes = reader.ValueIsEscaped;
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            JsonTokenType type = reader.TokenType;
            reader.Skip();
            var value = new TextSlice(start, (int)reader.BytesConsumed - start);
            string? fault = null;
            if (name.SequenceEqual("id"u8))
            {
                envelope.Id = value;
            }
            else if (name.SequenceEqual("arguments"u8))
            {
                envelope.Arguments = value;
                fault = type == JsonTokenType.StartObject ? null : "QMP input member 'arguments' must be an object";
            }
            else if (name.SequenceEqual("execute"u8))
            {
                hasExecute = true;
                executeIndex = index;
                envelope.Name = value;
                fault = type == JsonTokenType.String ? null : "QMP input member 'execute' must be a string";
                hasBothNames = hasExecOob && allowsOutOfBand;
            }
            else if (name.SequenceEqual("exec-oob"u8))
            {
                hasExecOob = true;
                fault = !allowsOutOfBand ? "QMP input member 'exec-oob' is unexpected"
                    : type == JsonTokenType.String ? null : "QMP input member 'exec-oob' must be a string";
                envelope.Name = hasExecute ? envelope.Name : value;
                hasBothNames = hasExecute && allowsOutOfBand;
            }
            else
            {
                fault = $"QMP input member '{Decode(name, hasEscapes)}' is unexpected";
            }

            if (fault is not null)
            {
                worst = worst.FirstOf(new Fault(fault, BucketOf(name, hasEscapes), index));
            }
        }

        // In hash order exec-oob comes before execute, which is then the one that clashes.
        if (hasBothNames)
        {
            worst = worst.FirstOf(new Fault("QMP input member 'execute' clashes with 'exec-oob'", BucketOf("execute"u8, false), executeIndex));
        }

        envelope.IsOutOfBand = hasExecOob && !hasExecute;
        string? text = worst.Text ?? (envelope.Name.IsPresent ? null : "QMP input lacks member 'execute'");
        if (text is null)
        {
            message.SetCommand(body, envelope);
        }
        else
        {
            message.SetFault(body, envelope, text);
        }
    }

    /// <summary>The text of a JSON string without its quotes.</summary>
    public static string Decode(ReadOnlySpan<byte> text, bool hasEscapes)
    {
        if (!hasEscapes)
        {
            return Encoding.UTF8.GetString(text);
        }

        byte[] quoted = new byte[text.Length + 2];
        text.CopyTo(quoted.AsSpan(1));
        quoted[0] = (byte)'"';
        quoted[^1] = (byte)'"';
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString()!;
    }

    // QEMU holds U+0000 as C0 80, and hashes that.
    private static int BucketOf(ReadOnlySpan<byte> name, bool hasEscapes) =>
        QemuHashOrder.Bucket(hasEscapes ? ToModifiedUtf8(Decode(name, hasEscapes)) : name);

    internal static byte[] ToModifiedUtf8(string text) =>
        text.Contains('\0', StringComparison.Ordinal)
            ? Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)).Replace("\0", "\u00C0\u0080", StringComparison.Ordinal))
            : Encoding.UTF8.GetBytes(text);

    /// <summary>A fault and the place of its member in QEMU's order.</summary>
    private readonly record struct Fault(string? Text, int Bucket, int Index)
    {
        public Fault FirstOf(Fault other)
        {
            bool otherIsFirst = Text is null || other.Bucket < Bucket || (other.Bucket == Bucket && other.Index > Index);
            return otherIsFirst ? other : this;
        }
    }
}

/// <summary>Where the parts of a command stand in its text (QMP spec 8).</summary>
internal struct MessageEnvelope
{
    /// <summary>The command's name with its quotes.</summary>
    public TextSlice Name;

    /// <summary>The arguments, an object; absent for none.</summary>
    public TextSlice Arguments;

    /// <summary>The id, any value.</summary>
    public TextSlice Id;

    /// <summary>Whether the message belongs to the out-of-band lane: <c>exec-oob</c> is there and <c>execute</c> isn't.</summary>
    public bool IsOutOfBand;
}
