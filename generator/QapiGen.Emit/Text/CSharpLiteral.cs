using System.Globalization;
using System.Text;

namespace QapiGen.Emit.Text;

/// <summary>Literals of C#.</summary>
internal static class CSharpLiteral
{
    /// <summary>A string literal.</summary>
    public static string Quote(string value)
    {
        if (IsPlain(value))
        {
            return "\"" + value + "\"";
        }

        var text = new StringBuilder(value.Length + 2);
        text.Append('"');
        foreach (char c in value)
        {
            Append(text, c);
        }

        return text.Append('"').ToString();
    }

    /// <summary>A UTF-8 literal of a member's name as <c>WireWriter.Member</c> takes it.</summary>
    public static string QuoteMember(string wireName) =>
        IsPlain(wireName) ? $"\"\\\"{wireName}\\\": \"u8" : Quote($"\"{wireName}\": ") + "u8";

    private static bool IsPlain(string value)
    {
        foreach (char c in value)
        {
            if (c is '"' or '\\' or < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    private static void Append(StringBuilder text, char c)
    {
        if (c is '"' or '\\')
        {
            text.Append('\\').Append(c);
        }
        else if (c is < ' ' or > '~')
        {
            text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
        }
        else
        {
            text.Append(c);
        }
    }
}
