using System.IO;
using System.Text;
using QapiGen.Emit.Planning;

namespace QapiGen.Cli.Commands.Generate;

/// <summary>Makes a C# namespace of a directory's name, as projects do.</summary>
internal static class NamespaceName
{
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
        return text.Length > 0 && CSharpNamespace.IsValid(text) ? text : "Generated";
    }
}
