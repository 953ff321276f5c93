using System;
using System.Collections.Generic;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>Reads the C preprocessor's conditions of 5.2's schemas (spec C-8).</summary>
/// <remarks>Grammar: <c>||</c>, <c>&amp;&amp;</c>, <c>!</c>, parentheses, <c>defined(X)</c>, <c>defined X</c>, <c>X</c>.</remarks>
internal sealed class PreprocessorCondition
{
    private readonly string _text;
    private int _position;
    private int _depth;

    private PreprocessorCondition(string text) => _text = text;

    /// <summary>Reads a condition; null when it is anything else, such as a comparison.</summary>
    public static Condition? Parse(string text)
    {
        var parser = new PreprocessorCondition(text);
        Condition? condition = parser.ReadAny();
        parser.SkipBlanks();
        return parser._position == text.Length ? condition : null;
    }

    private Condition? ReadAny() => ReadList("||", ReadAll, operands => new Condition.Any(new(operands)));

    private Condition? ReadAll() => ReadList("&&", ReadUnary, operands => new Condition.All(new(operands)));

    private Condition? ReadList(string separator, Func<Condition?> read, Func<Condition[], Condition> combine)
    {
        var operands = new List<Condition>();
        do
        {
            if (read() is not { } operand)
            {
                return null;
            }

            operands.Add(operand);
        }
        while (Take(separator));
        return operands.Count == 1 ? operands[0] : combine(operands.ToArray());
    }

    private Condition? ReadUnary()
    {
        if (++_depth > ConditionReader.MaxDepth)
        {
            return null;
        }

        Condition? condition = Take("!") ? ReadUnary() is { } negated ? new Condition.Not(negated) : null
            : Take("(") ? ReadAny() is { } inner && Take(")") ? inner : null
            : ReadName() is not { } name ? null
            : name == "defined" ? ReadDefined() : new Condition.Symbol(name);
        _depth--;
        return condition;
    }

    private Condition.Symbol? ReadDefined()
    {
        bool hasParenthesis = Take("(");
        return ReadName() is { } name && (!hasParenthesis || Take(")")) ? new Condition.Symbol(name) : null;
    }

    private string? ReadName()
    {
        SkipBlanks();
        int start = _position;
        while (_position < _text.Length && IsNameCharacter(_text[_position], _position > start))
        {
            _position++;
        }

        return _position > start ? _text.Substring(start, _position - start) : null;
    }

    private static bool IsNameCharacter(char c, bool isInside) => NameForms.IsLetter(c) || c == '_' || (isInside && NameForms.IsDigit(c));

    private bool Take(string token)
    {
        SkipBlanks();
        if (string.CompareOrdinal(_text, _position, token, 0, token.Length) != 0)
        {
            return false;
        }

        // '!' must not swallow the first half of '!='.
        bool isComparison = token == "!" && _position + 1 < _text.Length && _text[_position + 1] == '=';
        _position += isComparison ? 0 : token.Length;
        return !isComparison;
    }

    private void SkipBlanks()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t')
        {
            _position++;
        }
    }
}
