using System;
using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Schema.Model;

/// <summary>Patterns such as <c>query-*;job-*</c>; <c>*</c> stands for any text.</summary>
public sealed class NamePattern
{
    private static readonly char[] Separators = [';', ',', ' ', '\t', '\r', '\n'];

    private readonly string[] _patterns;
    private readonly bool[] _used;

    /// <summary>Takes patterns with <c>;</c>, <c>,</c> or blanks between.</summary>
    public NamePattern(string text)
    {
        Text = text ?? throw new ArgumentNullException(nameof(text));
        _patterns = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        _used = new bool[_patterns.Length];
    }

    /// <summary>The patterns as they were given.</summary>
    public string Text { get; }

    /// <summary>Whether there is no pattern.</summary>
    public bool IsEmpty => _patterns.Length == 0;

    /// <summary>Patterns that have matched nothing so far.</summary>
    public IEnumerable<string> Unused => _patterns.Where((_, i) => !_used[i]);

    /// <summary>Whether one of the patterns matches.</summary>
    public bool Matches(string name)
    {
        _ = name ?? throw new ArgumentNullException(nameof(name));
        bool any = false;
        for (int i = 0; i < _patterns.Length; i++)
        {
            if (Matches(_patterns[i], name))
            {
                _used[i] = true;
                any = true;
            }
        }

        return any;
    }

    private static bool Matches(string pattern, string name)
    {
        string[] parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return pattern == name;
        }

        if (!name.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        int position = parts[0].Length;
        for (int i = 1; i < parts.Length - 1; i++)
        {
            int found = name.IndexOf(parts[i], position, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            position = found + parts[i].Length;
        }

        string last = parts[parts.Length - 1];
        return name.Length - position >= last.Length && name.EndsWith(last, StringComparison.Ordinal);
    }
}
