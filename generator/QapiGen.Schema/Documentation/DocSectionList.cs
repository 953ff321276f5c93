using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Documentation;

/// <summary>Builds the sections of one block; the last one is open and takes lines.</summary>
internal sealed class DocSectionList
{
    private readonly string _text;
    private readonly Func<DocSectionKind, DocSectionText, string> _finish;
    private readonly List<DocSection> _closed = new();
    private readonly HashSet<(DocSectionKind Kind, string Name)> _declared = new();
    private readonly DocSectionText _lines;
    private DocSectionKind _kind;
    private string? _name;
    private SourceSpan _span;

    /// <summary>Opens the body.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="bodySpan">Where the body starts.</param>
    /// <param name="lines">Takes the lines of the open section.</param>
    /// <param name="finish">Makes a section's text from its lines.</param>
    public DocSectionList(string text, SourceSpan bodySpan, DocSectionText lines, Func<DocSectionKind, DocSectionText, string> finish)
    {
        _text = text;
        _lines = lines;
        lines.Clear();
        _span = bodySpan;
        _finish = finish;
    }

    /// <summary>Kind of the open section.</summary>
    public DocSectionKind Kind => _kind;

    /// <summary>Name of the open section.</summary>
    public string? Name => _name;

    /// <summary>Whether the open section has no line at all yet.</summary>
    public bool IsEmpty => _lines.Length == 0;

    /// <summary>Whether the open section's last line is blank and it has others, or two blank ones.</summary>
    public bool EndsInBlankLine => _lines.Length >= 2 && _lines[_lines.Length - 1] == '\n' && _lines[_lines.Length - 2] == '\n';

    /// <summary>A section's text without line feeds at both ends (spec D-21).</summary>
    public static string TrimLineFeeds(DocSectionKind kind, DocSectionText lines) => lines.WithoutLineFeeds();

    /// <summary>A section's text without white space at both ends (spec D-34).</summary>
    public static string TrimWhiteSpace(DocSectionKind kind, DocSectionText lines) => lines.WithoutWhiteSpace();

    /// <summary>Closes the open section and opens another.</summary>
    public void Open(DocSectionKind kind, string? name, SourceSpan span)
    {
        CloseOpen();
        _kind = kind;
        _name = name;
        _span = span;
    }

    /// <summary>Adds a line to the open section.</summary>
    public void Append(int start, int end) => _lines.AppendLine(_text, start, end - start);

    /// <summary>Adds a blank line to the open section.</summary>
    public void AppendBlank() => _lines.AppendLine(_text, 0, 0);

    /// <summary>Whether the open section holds nothing but white space.</summary>
    public bool IsTextEmpty()
    {
        for (int i = 0; i < _lines.Length; i++)
        {
            if (!TextRules.IsWhiteSpace(_lines[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes that something is described or tagged; <see langword="false"/> if it was before.</summary>
    public bool TryDeclare(DocSectionKind kind, string name) => _declared.Add((kind, name));

    /// <summary>Closes the open section and gives all.</summary>
    public EquatableArray<DocSection> Finish()
    {
        CloseOpen();
        return new EquatableArray<DocSection>(_closed.ToArray());
    }

    private void CloseOpen()
    {
        string text = _finish(_kind, _lines);
        int? lost = _lines.FirstIndentation() is { } first ? Math.Max(first - TextRules.SkipWhiteSpace(text, 0, text.Length), 0) : null;
        _closed.Add(new DocSection(_kind, _name, text, _span) { LostIndentation = lost, LineStarts = _lines.StartsOf(text) });
        _lines.Clear();
    }
}
