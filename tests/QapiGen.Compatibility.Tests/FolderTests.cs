using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Compatibility.Tests;

public sealed class FolderTests
{
    private const string Project = "QapiGen.Compatibility";

    [Fact]
    public void No_two_folders_use_each_other()
    {
        Dictionary<string, HashSet<string>> uses = ReadUses();
        string[] cycles = [.. uses.Keys.Where(folder => Reach(uses, folder).Contains(folder))];

        Assert.Equal([], cycles);
        Assert.Contains("Changes", uses["Rules"]);
    }

    // Unneeded usings don't compile here, so that usings say who uses whom; the root's types need none.
    private static Dictionary<string, HashSet<string>> ReadUses()
    {
        string root = RepositoryPaths.Get("generator", Project);
        string[] fronts = [.. Directory.GetFiles(root, "*.cs").Select(path => Path.GetFileNameWithoutExtension(path))];
        var uses = new Dictionary<string, HashSet<string>>();
        foreach (string path in Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string folder = Path.GetRelativePath(root, Path.GetDirectoryName(path)!);
            if (folder.StartsWith("obj", StringComparison.Ordinal) || folder.StartsWith("bin", StringComparison.Ordinal))
            {
                continue;
            }

            string text = File.ReadAllText(path);
            HashSet<string> seen = uses.TryGetValue(folder, out HashSet<string>? known) ? known : uses[folder] = [];
            seen.UnionWith(Regex.Matches(text, @"^using (?:static )?QapiGen\.Compatibility\.(\w+)", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Where(f => f != folder));
            if (folder != "." && fronts.Any(front => Regex.IsMatch(text, $@"(?<!cref="")\b{front}\b")))
            {
                seen.Add(".");
            }
        }

        return uses;
    }

    private static HashSet<string> Reach(Dictionary<string, HashSet<string>> uses, string start)
    {
        var reached = new HashSet<string>();
        var pending = new Queue<string>(uses[start]);
        while (pending.TryDequeue(out string? folder))
        {
            if (reached.Add(folder))
            {
                foreach (string next in uses[folder])
                {
                    pending.Enqueue(next);
                }
            }
        }

        return reached;
    }
}
