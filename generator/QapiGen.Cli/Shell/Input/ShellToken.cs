using System;

namespace QapiGen.Cli.Shell.Input;

/// <summary>A word of a line: <c>name=value</c>, or something without <c>=</c>.</summary>
/// <param name="Start">Where it begins in the line.</param>
/// <param name="End">Where it ends in the line.</param>
/// <param name="Text">Its text without the quotes; JSON keeps its own.</param>
/// <param name="EqualsAt">Offset of the first <c>=</c> outside quotes in <paramref name="Text"/>; -1 for none.</param>
/// <param name="IsQuoted">Whether the value stands in quotes, and so is a string whatever it looks like.</param>
/// <param name="IsComplete">False when a quote or bracket isn't closed.</param>
internal sealed record ShellToken(int Start, int End, string Text, int EqualsAt, bool IsQuoted, bool IsComplete)
{
    /// <summary>The part before <c>=</c>; null without one.</summary>
    public string? Key => EqualsAt < 0 ? null : Text[..EqualsAt];

    /// <summary>The part after <c>=</c>; without one the whole text.</summary>
    public string Value => Text[(EqualsAt + 1)..];

    /// <summary>Makes a token of an argument that a shell has cut and unquoted already.</summary>
    public static ShellToken FromArgument(string argument)
    {
        bool isJson = argument.StartsWith('{') || argument.StartsWith('[');
        return new ShellToken(0, argument.Length, argument, isJson ? -1 : argument.IndexOf('=', StringComparison.Ordinal), IsQuoted: false, IsComplete: true);
    }
}
