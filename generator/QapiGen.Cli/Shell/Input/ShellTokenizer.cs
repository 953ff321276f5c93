using System;
using System.Collections.Generic;
using System.Text;

namespace QapiGen.Cli.Shell.Input;

/// <summary>Cuts a line into words: at blanks, except inside quotes and inside JSON brackets that begin a word or a value.</summary>
internal sealed class ShellTokenizer
{
    private readonly string _line;
    private readonly StringBuilder _text = new();
    private int _position;
    private int _equalsAt;
    private bool _isQuoted;
    private bool _isComplete;

    private ShellTokenizer(string line) => _line = line;

    /// <summary>Cuts a line; what isn't closed goes to the end of the line.</summary>
    public static List<ShellToken> Tokenize(string line) => new ShellTokenizer(line).Run();

    private List<ShellToken> Run()
    {
        var tokens = new List<ShellToken>();
        while (true)
        {
            while (_position < _line.Length && char.IsWhiteSpace(_line[_position]))
            {
                _position++;
            }

            if (_position == _line.Length)
            {
                return tokens;
            }

            tokens.Add(ReadToken());
        }
    }

    private ShellToken ReadToken()
    {
        int start = _position;
        _text.Clear();
        _equalsAt = -1;
        _isQuoted = false;
        _isComplete = true;
        while (_position < _line.Length && !char.IsWhiteSpace(_line[_position]))
        {
            ReadPart();
        }

        return new ShellToken(start, _position, _text.ToString(), _equalsAt, _isQuoted, _isComplete);
    }

    private void ReadPart()
    {
        char c = _line[_position];
        bool beginsValue = _text.Length == 0 || _equalsAt == _text.Length - 1;
        if (c is '"' or '\'')
        {
            _isQuoted = true;
            ReadQuoted(c, keepsQuotes: false);
        }
        else if (c is '{' or '[' && beginsValue && !_isQuoted)
        {
            ReadJson();
        }
        else
        {
            if (c == '=' && _equalsAt < 0)
            {
                _equalsAt = _text.Length;
            }

            _text.Append(c);
            _position++;
        }
    }

    // In double quotes \" and \\ stand for themselves; single quotes take everything as it is.
    private void ReadQuoted(char quote, bool keepsQuotes)
    {
        int opening = _position++;
        while (_position < _line.Length && _line[_position] != quote)
        {
            bool isEscape = _line[_position] == '\\' && _position + 1 < _line.Length && (keepsQuotes || (quote == '"' && _line[_position + 1] is '"' or '\\'));
            _position += isEscape ? 1 : 0;
            if (!keepsQuotes)
            {
                _text.Append(_line[_position]);
            }

            _position++;
        }

        _isComplete &= _position < _line.Length;
        _position += _position < _line.Length ? 1 : 0;
        if (keepsQuotes)
        {
            _text.Append(_line, opening, _position - opening);
        }
    }

    private void ReadJson()
    {
        int depth = 0;
        do
        {
            char c = _line[_position];
            if (c is '"' or '\'')
            {
                ReadQuoted(c, keepsQuotes: true);
                continue;
            }

            depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
            _text.Append(c);
            _position++;
        }
        while (depth > 0 && _position < _line.Length);

        _isComplete &= depth == 0;
    }
}

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
