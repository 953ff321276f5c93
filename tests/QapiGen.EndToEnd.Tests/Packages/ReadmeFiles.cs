using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using QapiGen.TestSupport;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>The code blocks of the README that say in their first line which file they are.</summary>
internal static partial class ReadmeFiles
{
    /// <summary>Name and text of each such block, in order.</summary>
    public static (string Path, string Text)[] Read()
    {
        var files = new List<(string, string)>();
        foreach (Match block in Block().Matches(File.ReadAllText(RepositoryPaths.Get("README.md"))))
        {
            Match name = FileName().Match(block.Groups["text"].Value);
            if (name.Success)
            {
                files.Add((name.Groups["name"].Value, block.Groups["text"].Value));
            }
        }

        return [.. files];
    }

    [GeneratedRegex(@"^```\w*\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\A(//|#|<!--) (?<name>[\w.-]+\.(csproj|cs|json))")]
    private static partial Regex FileName();
}
