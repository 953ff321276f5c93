using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace QapiGen.Benchmarks.Compiler;

/// <summary>The first modules of a real schema, more and more of them: to see how the compiler's time grows with what it really gets.</summary>
/// <remarks>
/// Modules stand in the order in which the schema has read them to their end, so that each comes after what it includes and every prefix binds.
/// The schema's own root is the last one.
/// </remarks>
internal sealed partial class SchemaPrefixes
{
    private readonly string _root;
    private readonly List<(string Path, string Text)> _modules = [];

    /// <summary>Reads a schema.</summary>
    public SchemaPrefixes(string root)
    {
        _root = Path.GetFullPath(root);
        Visit(_root, []);
    }

    /// <summary>Number of modules, the root included.</summary>
    public int Count => _modules.Count;

    /// <summary>1, 2, 4 and so on, and all modules at last.</summary>
    public IEnumerable<int> Steps
    {
        get
        {
            for (int count = 1; count < Count; count *= 2)
            {
                yield return count;
            }

            yield return Count;
        }
    }

    /// <summary>The files of the first modules, and the root that includes them: the schema's own one for all, else one that isn't on disk.</summary>
    public (string Root, IReadOnlyList<(string Path, string Text)> Files) Take(int count)
    {
        List<(string Path, string Text)> files = [.. _modules.Take(count)];
        if (count == Count)
        {
            return (_root, files);
        }

        string folder = Path.GetDirectoryName(_root)!;
        string root = Path.Combine(folder, $"first-{count}-modules.json");
        string includes = string.Concat(files.Select(file => $"{{ 'include': '{Path.GetRelativePath(folder, file.Path).Replace('\\', '/')}' }}\n"));
        return (root, [.. files, (root, includes)]);
    }

    /// <summary>Definitions in the first modules.</summary>
    public int Definitions(int count) => _modules.Take(count).Sum(static module => Definition().Count(module.Text));

    private void Visit(string path, HashSet<string> seen)
    {
        if (!seen.Add(path))
        {
            return;
        }

        string text = File.ReadAllText(path);
        foreach (Match include in Include().Matches(text))
        {
            Visit(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, include.Groups[1].Value)), seen);
        }

        _modules.Add((path, text));
    }

    [GeneratedRegex(@"^\{\s*'include'\s*:\s*'([^']+)'", RegexOptions.Multiline)]
    private static partial Regex Include();

    [GeneratedRegex(@"^\{\s*'(enum|struct|union|alternate|command|event)'\s*:", RegexOptions.Multiline)]
    private static partial Regex Definition();
}
