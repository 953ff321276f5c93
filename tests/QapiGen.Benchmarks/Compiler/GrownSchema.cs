using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace QapiGen.Benchmarks.Compiler;

/// <summary>A real schema several times over, each copy with names of its own: to see how the compiler's time grows.</summary>
internal static partial class GrownSchema
{
    /// <summary>Writes the copies and a root that includes them into a new folder; gives the folder.</summary>
    public static string Write(string root, int copies)
    {
        string folder = Directory.CreateTempSubdirectory("qapigen-grown-").FullName;
        string source = Path.GetDirectoryName(Path.GetFullPath(root))!;
        Dictionary<string, string> files = Directory.GetFiles(source, "*.json").ToDictionary(static path => Path.GetFileName(path), File.ReadAllText);
        HashSet<string> names = [.. files.Values.SelectMany(static text => Definition().Matches(text)).Select(static match => match.Groups[2].Value)];
        var includes = new StringBuilder();
        for (int copy = 0; copy < copies; copy++)
        {
            string target = Path.Combine(folder, $"copy{copy}");
            Directory.CreateDirectory(target);
            foreach ((string name, string text) in files)
            {
                File.WriteAllText(Path.Combine(target, $"c{copy}-{name}"), Rename(text, names, copy));
            }

            includes.Append("{ 'include': 'copy").Append(copy).Append("/c").Append(copy).Append('-').Append(Path.GetFileName(root)).Append("' }\n");
        }

        File.WriteAllText(Path.Combine(folder, "root.json"), includes.ToString());
        return folder;
    }

    // Documentation is left out: it names what is renamed here, and costs the same in every copy.
    private static string Rename(string text, HashSet<string> names, int copy)
    {
        string plain = Comment().Replace(text, "");
        plain = Include().Replace(plain, match => $"{match.Groups[1].Value}'c{copy}-{match.Groups[2].Value}'");
        return Quoted().Replace(plain, match => names.Contains(match.Groups[1].Value) ? $"'{match.Groups[1].Value}{Suffix(match.Groups[1].Value, copy)}'" : match.Value);
    }

    private static string Suffix(string name, int copy) => name.Contains('-') ? $"-c{copy}" : $"C{copy}";

    [GeneratedRegex(@"'(enum|struct|union|alternate|command|event)'\s*:\s*'([^']+)'")]
    private static partial Regex Definition();

    [GeneratedRegex(@"#.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"('include'\s*:\s*)'([^']+)'")]
    private static partial Regex Include();

    [GeneratedRegex(@"'([^']+)'")]
    private static partial Regex Quoted();
}
