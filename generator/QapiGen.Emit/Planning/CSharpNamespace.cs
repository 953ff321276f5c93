using System.Linq;
using System.Text;

namespace QapiGen.Emit.Planning;

/// <summary>C# namespaces: whether a text is one, and what it may have meant.</summary>
public static class CSharpNamespace
{
    /// <summary>Whether a text is a namespace: identifiers that are no keywords, with dots between.</summary>
    public static bool IsValid(string text) => text.Split('.').All(static part => IsIdentifier(part) && !CSharpNames.IsKeyword(part));

    /// <summary>The namespace nearest to a text: <c>My_Home</c> for <c>My-Home</c>, <c>Acme.Class</c> for <c>Acme.class</c>.</summary>
    public static string Mend(string text) => string.Join(".", text.Split('.').Select(MendPart).Where(static part => part.Length > 0)) is { Length: > 0 } mended ? mended : "Generated";

    private static string MendPart(string part)
    {
        var mended = new StringBuilder();
        foreach (char c in part)
        {
            mended.Append(char.IsLetterOrDigit(c) ? c : '_');
        }

        if (CSharpNames.IsKeyword(part))
        {
            mended[0] = char.ToUpperInvariant(mended[0]);
        }

        return mended.Length > 0 && char.IsDigit(mended[0]) ? "_" + mended : mended.ToString();
    }

    private static bool IsIdentifier(string text) =>
        text.Length > 0 && (char.IsLetter(text[0]) || text[0] == '_') && text.All(static c => char.IsLetterOrDigit(c) || c == '_');
}
