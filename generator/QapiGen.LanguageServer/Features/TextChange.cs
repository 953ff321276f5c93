using System.Collections.Generic;
using System.Linq;
using System.Text;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>A change of a file's text.</summary>
/// <param name="Span">What is replaced; empty to insert.</param>
/// <param name="Text">What is written instead.</param>
internal readonly record struct TextChange(SourceSpan Span, string Text)
{
    /// <summary>A part of a text with the changes that lie in it.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="part">The part.</param>
    /// <param name="changes">Changes that don't touch each other, by place.</param>
    public static string Apply(string text, SourceSpan part, IEnumerable<TextChange> changes)
    {
        var changed = new StringBuilder();
        int done = part.Start;
        foreach (TextChange change in changes.Where(change => part.Start <= change.Span.Start && change.Span.End <= part.End))
        {
            changed.Append(text, done, change.Span.Start - done).Append(change.Text);
            done = change.Span.End;
        }

        return changed.Append(text, done, part.End - done).ToString();
    }
}
