using System;
using System.Globalization;
using System.Text.Json.Nodes;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Cli.Shell.Input;

/// <summary>Reads a value written in a line as a built-in type.</summary>
internal static class ScalarReader
{
    private const string SizeSuffixes = "KMGTPE";

    /// <summary>Reads a value.</summary>
    /// <param name="kind">The type.</param>
    /// <param name="token">The value as written.</param>
    /// <param name="value">The JSON value; null stands for JSON's <c>null</c>.</param>
    /// <returns>Whether the text is one of the type.</returns>
    public static bool TryRead(QmpBuiltinKind kind, ShellToken token, out JsonNode? value)
    {
        string text = token.Value;
        value = null;
        switch (kind)
        {
            case QmpBuiltinKind.String:
                value = JsonValue.Create(text);
                return true;
            case QmpBuiltinKind.Any:
                value = TypedJson.ReadLoosely(token);
                return true;
            case QmpBuiltinKind.Null:
                return text == "null" && !token.IsQuoted;
            case QmpBuiltinKind.Boolean:
                return TryReadBoolean(text, out value);
            case QmpBuiltinKind.Number:
                return TryReadNumber(text, out value);
            default:
                return TryReadInteger(text, out value);
        }
    }

    /// <summary>What a value of this kind looks like, for messages.</summary>
    public static string Expected(QmpBuiltinKind kind) => kind switch
    {
        QmpBuiltinKind.Boolean => "true or false",
        QmpBuiltinKind.Number => "a number",
        QmpBuiltinKind.Null => "null",
        QmpBuiltinKind.String => "a text",
        QmpBuiltinKind.Any => "any value",
        _ => "an integer such as 42, 0x2a or 4K",
    };

    private static bool TryReadBoolean(string text, out JsonNode? value)
    {
        bool? flag = text switch
        {
            "true" or "on" or "yes" => true,
            "false" or "off" or "no" => false,
            _ => null,
        };
        value = flag is null ? null : JsonValue.Create(flag.Value);
        return flag is not null;
    }

    private static bool TryReadNumber(string text, out JsonNode? value)
    {
        value = null;
        if (TryReadInteger(text, out value))
        {
            return true;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
        {
            return false;
        }

        value = JsonValue.Create(number);
        return true;
    }

    // K, M, G … are powers of 1024, as in QEMU's own options.
    private static bool TryReadInteger(string text, out JsonNode? value)
    {
        value = null;
        int power = text.Length > 1 ? SizeSuffixes.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal) + 1 : 0;
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        ReadOnlySpan<char> digits = isHex ? text.AsSpan(2) : power > 0 ? text.AsSpan(0, text.Length - 1) : text;
        NumberStyles style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowLeadingSign;
        if (!isHex && long.TryParse(digits, style, CultureInfo.InvariantCulture, out long signed) && signed < 0)
        {
            Int128 product = (Int128)signed << (10 * power);
            value = product >= long.MinValue ? JsonValue.Create((long)product) : null;
        }
        else if (ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out ulong unsigned))
        {
            UInt128 product = (UInt128)unsigned << (isHex ? 0 : 10 * power);
            value = product <= ulong.MaxValue ? JsonValue.Create((ulong)product) : null;
        }

        return value is not null;
    }
}
