using System;
using System.Text;
using QapiGen.Schema.Loading;

namespace QapiGen.LanguageServer.Documents;

/// <summary>Turns the protocol's addresses into paths, and back. What is no file keeps its address as path: it includes nothing that could be read.</summary>
internal static class DocumentUri
{
    private const string Scheme = "file://";
    private const string Unescaped = "-._~/:!$&'()*+,;=@";

    /// <summary>The path of an address.</summary>
    public static string ToPath(string uri)
    {
        if (!uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return uri;
        }

        int slash = uri.IndexOf('/', Scheme.Length);
        string path = Uri.UnescapeDataString(slash < 0 ? "" : uri[slash..]);
        bool hasDrive = path.Length > 2 && path[2] == ':' && char.IsAsciiLetter(path[1]);
        return SchemaPath.Normalize(hasDrive ? path[1..] : path);
    }

    /// <summary>The address of a path.</summary>
    public static string FromPath(string path)
    {
        if (!IsFile(path))
        {
            return path;
        }

        var uri = new StringBuilder(Scheme, path.Length + Scheme.Length + 8);
        uri.Append(path[0] == '/' ? "" : "/");
        foreach (byte unit in Encoding.UTF8.GetBytes(path))
        {
            bool isPlain = char.IsAsciiLetterOrDigit((char)unit) || Unescaped.Contains((char)unit, StringComparison.Ordinal);
            uri.Append(isPlain ? ((char)unit).ToString() : Uri.HexEscape((char)unit));
        }

        return uri.ToString();
    }

    /// <summary>Whether a path is that of something that is written, a file or what becomes one: of others, such as an older side of a comparison (<c>git:</c>), nobody has what they include.</summary>
    public static bool IsWritten(string path) => IsFile(path) || path.StartsWith("untitled:", StringComparison.Ordinal);

    /// <summary>Whether a path is one of a file.</summary>
    public static bool IsFile(string path) => path.Length > 0 && (path[0] == '/' || (path.Length > 2 && path[1] == ':' && path[2] == '/'));
}
