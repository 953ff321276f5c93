using System;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>What generated codecs share when they read.</summary>
public static class WireReader
{
    /// <summary>Expects the start of an object.</summary>
    /// <exception cref="WireFormatException">The value isn't an object.</exception>
    public static void BeginObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw WrongType(ref reader, "object");
        }
    }

    /// <summary>Moves to the next member's name; false at the end of the object.</summary>
    public static bool NextMember(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Standing on the name of a member that the type doesn't have: an error when strict, skipped when lenient.</summary>
    /// <exception cref="WireFormatException">Reading is strict.</exception>
    public static void UnknownMember(ref Utf8JsonReader reader, WireMode mode)
    {
        if (mode == WireMode.Strict)
        {
            throw new WireFormatException($"Parameter '{reader.GetString()}' is unexpected");
        }

        SkipMember(ref reader);
    }

    /// <summary>Standing on a member's name: moves to the end of its value.</summary>
    public static void SkipMember(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>Looks ahead in an object for the value of its discriminator, which may stand anywhere in it.</summary>
    /// <param name="reader">Stands on the start of the object and stays there.</param>
    /// <param name="names">The object's members.</param>
    /// <param name="position">Which of them is the discriminator.</param>
    /// <param name="values">The texts of its enum.</param>
    /// <param name="mode">Whether unknown texts are errors.</param>
    /// <param name="absent">
    /// Which branch an object without discriminator is, if servers are to be understood that are older than it: for lenient reading only;
    /// null if it must be there.
    /// </param>
    /// <returns>The value's position in the enum; negative for an unknown text.</returns>
    /// <exception cref="WireFormatException">There is none, or it is wrong, or it comes too late (see <see cref="LookAheadGuard"/>).</exception>
    public static int Discriminator(ref Utf8JsonReader reader, WireNames names, int position, WireEnum values, WireMode mode, WireBranches? absent = null)
    {
        Utf8JsonReader ahead = reader;
        ReadOnlySpan<byte> name = names[position];
        BeginObject(ref ahead);
        while (NextMember(ref ahead))
        {
            bool found = ahead.ValueTextEquals(name);
            ahead.Read();
            if (found)
            {
                return values.Read(ref ahead, mode);
            }

            ahead.Skip();
            LookAheadGuard.Check(reader.CurrentDepth, ahead.BytesConsumed - reader.BytesConsumed, names, position);
        }

        return absent is null || mode == WireMode.Strict ? throw names.Missing(position) : absent.Find(reader);
    }

    /// <summary>Reads a value that shares its JSON object with other members, which are left out.</summary>
    /// <exception cref="WireFormatException">It is wrong, or too much is read again and again (see <see cref="LookAheadGuard"/>).</exception>
    /// <param name="reader">Stands on the start of the object; afterwards on its end.</param>
    /// <param name="others">The members that don't belong to the value.</param>
    /// <param name="mode">How to read.</param>
    public static T Embedded<T, TCodec>(ref Utf8JsonReader reader, WireNames others, WireMode mode)
        where TCodec : IWireReadable<T>
    {
        byte[] rest = WireJson.Rest(ref reader, others);
        var inner = new Utf8JsonReader(rest, new JsonReaderOptions { MaxDepth = WireJson.MaxDepth });
        inner.Read();
        LookAheadGuard.EnterEmbedded(rest.Length, typeof(T).Name);
        try
        {
            return TCodec.Read(ref inner, mode);
        }
        finally
        {
            LookAheadGuard.LeaveEmbedded();
        }
    }

    /// <summary>Guards the stack; codecs of types that may nest in themselves call it first.</summary>
    /// <exception cref="WireFormatException">The value is nested too deeply.</exception>
    public static void EnterNested()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new WireFormatException("The value is nested too deeply");
        }
    }

    /// <summary>The error for a value of another JSON type.</summary>
    public static WireFormatException WrongType(ref Utf8JsonReader reader, string expected) =>
        new($"Invalid parameter type, expected: {expected}, found: {reader.TokenType} at byte {reader.TokenStartIndex}");

    /// <summary>The error for a value that the build doesn't have (QAPI spec W-7).</summary>
    public static WireFormatException Unavailable(string name) => new($"Parameter '{name}' has a value that this build doesn't offer");
}
