using System;
using System.Collections.Generic;

namespace QapiGen.Schema.Model;

/// <summary>The configuration symbols that are defined (spec C-3).</summary>
public interface ISymbolSet
{
    /// <summary>Whether a symbol is defined.</summary>
    bool Contains(string symbol);
}

/// <summary>A configuration given as <c>*</c> (every condition holds), nothing, or a list of symbols.</summary>
/// <remarks>
/// With <c>*</c> a negated symbol would switch things off, though the user wants to see everything; so <see cref="Everything"/>
/// isn't asked symbol by symbol: <see cref="Holds"/> answers true for every condition.
/// </remarks>
public sealed class SymbolSet : ISymbolSet
{
    private static readonly char[] Separators = [',', ';', ' ', '\t', '\r', '\n'];

    private readonly HashSet<string>? _symbols;

    private SymbolSet(HashSet<string>? symbols) => _symbols = symbols;

    /// <summary>Every condition holds.</summary>
    public static SymbolSet Everything { get; } = new(null);

    /// <summary>No symbol is defined.</summary>
    public static SymbolSet Nothing { get; } = new(new HashSet<string>());

    /// <summary>Reads <c>*</c> or <c>all</c>, <c>none</c>, or names separated by commas, semicolons or blanks.</summary>
    public static SymbolSet Parse(string? text) => text?.Trim() switch
    {
        null or "" or "*" or "all" => Everything,
        "none" => Nothing,
        string list => new SymbolSet(new HashSet<string>(list.Split(Separators, StringSplitOptions.RemoveEmptyEntries))),
    };

    /// <summary>The names in what <see cref="Parse"/> reads; none for <c>*</c>, <c>all</c> and <c>none</c>.</summary>
    public static IReadOnlyList<string> Split(string? text) => text?.Trim() switch
    {
        null or "" or "*" or "all" or "none" => Array.Empty<string>(),
        string list => list.Split(Separators, StringSplitOptions.RemoveEmptyEntries),
    };

    /// <summary>What of a text that <see cref="Parse"/> reads can't be meant: words that are no symbols, and words for all symbols beside others. Each with what is wrong, as a sentence.</summary>
    public static IEnumerable<(string Word, string Fault)> FindFaults(string text)
    {
        string[] words = (text ?? throw new ArgumentNullException(nameof(text))).Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 && text.Trim().Length > 0)
        {
            yield return (text, $"'{text}' has no 'if' symbol: write all, none, or names of letters, digits and '_', separated by commas.");
        }

        foreach (string word in words)
        {
            if (word is "*" or "all" or "none")
            {
                if (words.Length > 1)
                {
                    yield return (word, $"'{word}' says of every 'if' symbol whether it is defined, and goes with no other word: not '{text}'.");
                }
            }
            else if (!IsSymbol(word))
            {
                yield return (word, $"'{word}' is no 'if' symbol: write all, none, or names of letters, digits and '_', separated by commas.");
            }
        }
    }

    /// <summary>Whether a text can be the name of a symbol (spec C-1).</summary>
    public static bool IsSymbol(string text)
    {
        _ = text ?? throw new ArgumentNullException(nameof(text));
        foreach (char c in text)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_'))
            {
                return false;
            }
        }

        return text.Length > 0 && text[0] is not (>= '0' and <= '9');
    }

    /// <summary>Whether what has this condition is part of the build.</summary>
    public bool Holds(Condition? condition) => _symbols is null || condition is null || condition.Evaluate(this);

    /// <inheritdoc/>
    public bool Contains(string symbol) => _symbols is null || _symbols.Contains(symbol);
}
