using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.TestSupport;

namespace QapiGen.Docs.Tests;

/// <summary>A piece of C# on a page.</summary>
/// <param name="Page">The page, relative to the repository.</param>
/// <param name="Line">Where its text begins, from 1.</param>
/// <param name="Text">The text.</param>
internal sealed record CodeBlock(string Page, int Line, string Text)
{
    public override string ToString() => $"{Page}({Line})";
}

/// <summary>Finds what pages show.</summary>
internal static partial class CodeBlocks
{
    /// <summary>Every block of C# of a page, without lines <c>...</c>.</summary>
    public static IEnumerable<CodeBlock> Read(string page)
    {
        string text = File.ReadAllText(RepositoryPaths.Get(page)).ReplaceLineEndings("\n");
        foreach (Match block in Block().Matches(text))
        {
            int line = text[..block.Groups["text"].Index].Count(static letter => letter == '\n') + 1;
            yield return new CodeBlock(page, line, Gap().Replace(block.Groups["text"].Value, "\n"));
        }
    }

    [GeneratedRegex(@"^```csharp\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\.\.\.\n", RegexOptions.Multiline)]
    private static partial Regex Gap();
}
