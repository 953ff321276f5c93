using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>What the integer codecs share. A number written with a fraction or an exponent is no integer (QAPI spec W-10).</summary>
internal static class WireIntegers
{
    internal static bool TryReadSigned(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value);
    }

    internal static bool TryReadUnsigned(ref Utf8JsonReader reader, out ulong value)
    {
        value = 0;
        if (reader.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        if (reader.TryGetUInt64(out value))
        {
            return true;
        }

        bool fits = reader.TryGetInt64(out long negative);
        value = unchecked((ulong)negative);
        return fits;
    }
}
