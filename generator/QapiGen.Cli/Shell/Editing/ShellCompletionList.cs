using System;
using System.Collections.Generic;

namespace QapiGen.Cli.Shell.Editing;

/// <summary>The ways to go on at the cursor.</summary>
/// <param name="Start">Where the part to replace begins; it ends at the cursor.</param>
/// <param name="Items">The ways, in the order to show.</param>
internal sealed record ShellCompletionList(int Start, IReadOnlyList<ShellCompletion> Items)
{
    /// <summary>No way.</summary>
    public static ShellCompletionList None { get; } = new(0, []);

    /// <summary>The longest text that every way begins with.</summary>
    public string CommonPrefix
    {
        get
        {
            if (Items.Count == 0)
            {
                return string.Empty;
            }

            ReadOnlySpan<char> prefix = Items[0].Text;
            foreach (ShellCompletion item in Items)
            {
                prefix = prefix[..prefix.CommonPrefixLength(item.Text)];
            }

            return prefix.ToString();
        }
    }
}

/// <summary>One way to go on.</summary>
/// <param name="Text">What replaces the written part.</param>
/// <param name="Suffix">What follows when it is the only way: a blank, <c>=</c> or nothing.</param>
/// <param name="Description">A few words about it, or empty.</param>
internal sealed record ShellCompletion(string Text, string Suffix, string Description = "");

/// <summary>Knows how a line can go on.</summary>
internal interface ICompletionSource
{
    /// <summary>The ways to go on at the cursor.</summary>
    ShellCompletionList Complete(string text, int cursor);

    /// <summary>What may follow, to be shown pale behind the end of the line; empty for nothing.</summary>
    string Hint(string text);
}
