using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace QapiGen.Cli.Commands.Generate;

/// <summary>C# namespaces: whether a text is one, and one made of a directory's name as projects do.</summary>
internal static class NamespaceName
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default",
        "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto",
        "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out",
        "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc",
        "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort",
        "using", "virtual", "void", "volatile", "while",
    };

    /// <summary>Whether a text is a namespace.</summary>
    public static bool IsValid(string text) => text.Split('.').All(part => IsIdentifier(part) && !Keywords.Contains(part));

    /// <summary>A namespace made of a directory's name; <c>Generated</c> where it has none.</summary>
    public static string FromDirectory(string directory, string currentDirectory)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory, currentDirectory)));
        var result = new StringBuilder();
        foreach (char c in name)
        {
            result.Append(char.IsLetterOrDigit(c) || c == '.' ? c : '_');
        }

        string text = result.ToString().Trim('.');
        text = text.Length > 0 && char.IsDigit(text[0]) ? "_" + text : text;
        return text.Length > 0 && IsValid(text) ? text : "Generated";
    }

    private static bool IsIdentifier(string text) =>
        text.Length > 0 && (char.IsLetter(text[0]) || text[0] == '_') && text.All(c => char.IsLetterOrDigit(c) || c == '_');
}
