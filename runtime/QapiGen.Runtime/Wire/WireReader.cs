using System.Diagnostics.CodeAnalysis;
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
            ThrowType("object");
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

        reader.Read();
        reader.Skip();
    }

    [DoesNotReturn]
    private static void ThrowType(string expected) => throw new WireFormatException($"Invalid parameter type, expected: {expected}");
}
