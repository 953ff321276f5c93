using System.Globalization;
using System.Text;

namespace QapiGen.Schema.Text;

/// <summary>Strings in JSON (RFC 8259), for those that write it; netstandard2.0 has no writer of its own.</summary>
public static class JsonString
{
    /// <summary>Appends what stands between the quotes, all of it in ASCII.</summary>
    public static StringBuilder AppendJsonAscii(this StringBuilder text, string value) => Append(text, value, isAscii: true);

    /// <summary>Appends what stands between the quotes; characters outside of ASCII stay, but for surrogates.</summary>
    public static StringBuilder AppendJson(this StringBuilder text, string value) => Append(text, value, isAscii: false);

    private static StringBuilder Append(StringBuilder text, string value, bool isAscii)
    {
        int start = 0;
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (c is '"' or '\\' or < ' ' || (isAscii ? c > '~' : char.IsSurrogate(c)))
            {
                text.Append(value, start, i - start);
                AppendEscape(text, c);
                start = i + 1;
            }
        }

        return start == 0 ? text.Append(value) : text.Append(value, start, value.Length - start);
    }

    private static void AppendEscape(StringBuilder text, char c) =>
        _ = c switch
        {
            '"' or '\\' => text.Append('\\').Append(c),
            '\n' => text.Append("\\n"),
            _ => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
        };
}
