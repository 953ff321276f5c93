using System;
using System.Text.RegularExpressions;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Tells lines of documentation whose ends mean something.</summary>
internal static partial class FixedLines
{
    /// <summary>Whether a line can't be broken: that of a table, a heading, a literal, a target, or an option of a directive.</summary>
    /// <param name="file">The file.</param>
    /// <param name="number">Which line, from 0.</param>
    /// <param name="line">The line.</param>
    public static bool KeepsItsLines(SchemaFile file, int number, CommentLine line) =>
        IsOfTable(file, number)
        || Target().IsMatch(TextOf(file, line))
        || (CommentLine.Read(file, number + 1) is { IsBlank: false } below && Underline().IsMatch(TextOf(file, below)))
        || IsOption(file, number, line)
        || IsLiteral(file, number, line);

    private static bool IsOfTable(SchemaFile file, int number)
    {
        for (int i = number; CommentLine.Read(file, i) is { IsBlank: false } above; i--)
        {
            if (file.Text[above.FirstWord] is '|' or '+' or '=')
            {
                return true;
            }
        }

        return false;
    }

    // Fields directly below a directive.
    private static bool IsOption(SchemaFile file, int number, CommentLine line)
    {
        for (int i = number; CommentLine.Read(file, i) is { IsBlank: false } above; i--)
        {
            string text = TextOf(file, above);
            if (above.Indentation < line.Indentation)
            {
                return text.StartsWith(".. ", StringComparison.Ordinal);
            }

            if (!Field().IsMatch(text))
            {
                return false;
            }
        }

        return false;
    }

    // Below what announces it, however deep.
    private static bool IsLiteral(SchemaFile file, int number, CommentLine line)
    {
        int indentation = line.Indentation;
        for (int i = number - 1; indentation > 0 && CommentLine.Read(file, i) is { } above; i--)
        {
            if (above.IsBlank || above.Indentation >= indentation)
            {
                continue;
            }

            string text = TextOf(file, above);
            if ((Directive().Match(text) is { Success: true } directive && DocDirective.IsLiteral(directive.Groups[1].Value.ToLowerInvariant()))
                || (!text.StartsWith(".. ", StringComparison.Ordinal) && text.TrimEnd().EndsWith("::", StringComparison.Ordinal)))
            {
                return true;
            }

            indentation = above.Indentation;
        }

        return false;
    }

    private static string TextOf(SchemaFile file, CommentLine line) => file.Text[line.FirstWord..line.End];

    /// <summary>A field's name, <c>:name:</c>, at the start of a text.</summary>
    [GeneratedRegex(@"^:[^\s:`]([^:`]*[^\s:`])?:(?=\s|$)", RegexOptions.CultureInvariant)]
    public static partial Regex Field();

    [GeneratedRegex(@"^(\.\.\s+_|__\s)", RegexOptions.CultureInvariant)]
    private static partial Regex Target();

    [GeneratedRegex(@"^([^\w\s])\1\1+\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Underline();

    [GeneratedRegex(@"^\.\.\s+([\w-]+)::", RegexOptions.CultureInvariant)]
    private static partial Regex Directive();
}
