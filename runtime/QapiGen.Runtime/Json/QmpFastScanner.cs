using System;

namespace QapiGen.Runtime.Json;

/// <summary>Recognises the common command at one go: standard JSON in ASCII, all of it in one block, nothing unusual in it.</summary>
/// <remarks>
/// It refuses whatever it isn't sure of; the lexer and the parser then read the same bytes and say what is wrong, if anything is.
/// What it accepts they would accept, too, and with the same meaning; a test compares both. Allocates nothing.
/// </remarks>
internal ref struct QmpFastScanner
{
    /// <summary>Longer messages take the other way: so no limit of the protocol can be met here.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int MaxDepth = 16;
    private const int MaxKeys = 48;

    private const byte Plain = 1;
    private const byte Space = 2;
    private const byte Digit = 4;

    private readonly ReadOnlySpan<byte> _input;
    private readonly Span<long> _keys;
    private int _keyCount;
    private int _position;

    private QmpFastScanner(ReadOnlySpan<byte> input, Span<long> keys)
    {
        _input = input;
        _keys = keys;
    }

    private static ReadOnlySpan<byte> Classes => ClassTable;

    private static readonly byte[] ClassTable = MakeClasses();

    /// <summary>Scans a command.</summary>
    /// <param name="input">Begins with the opening brace.</param>
    /// <param name="envelope">Where its parts are.</param>
    /// <param name="length">Its length.</param>
    /// <returns>False if it isn't a common command, or isn't all there.</returns>
    public static bool TryScan(ReadOnlySpan<byte> input, out QmpEnvelope envelope, out int length)
    {
        Span<long> keys = stackalloc long[MaxKeys];
        var scanner = new QmpFastScanner(input.Length > MaxBytes ? input[..MaxBytes] : input, keys);
        envelope = default;
        bool isCommand = scanner.ScanEnvelope(ref envelope);
        length = scanner._position;
        return isCommand;
    }

    private static byte[] MakeClasses()
    {
        byte[] classes = new byte[256];
        for (int value = 0x20; value < 0x7F; value++)
        {
            classes[value] = value is '"' or '\\' ? (byte)0 : Plain;
        }

        foreach (byte space in " \t\r\n"u8)
        {
            classes[space] |= Space;
        }

        for (int digit = '0'; digit <= '9'; digit++)
        {
            classes[digit] |= Digit;
        }

        return classes;
    }

    private bool ScanEnvelope(ref QmpEnvelope envelope)
    {
        _position = 1;
        do
        {
            if (!ScanEnvelopeMember(ref envelope))
            {
                return false;
            }
        }
        while (TryTake((byte)','));

        return TryTake((byte)'}') && envelope.Name.IsPresent;
    }

    private bool ScanEnvelopeMember(ref QmpEnvelope envelope)
    {
        if (!TryTake((byte)'"'))
        {
            return false;
        }

        int start = _position;
        if (!SkipPlainString())
        {
            return false;
        }

        int end = _position - 1;
        return TryTake((byte)':') && ScanEnvelopeValue(_input[start..end], ref envelope);
    }

    private bool ScanEnvelopeValue(ReadOnlySpan<byte> name, ref QmpEnvelope envelope)
    {
        SkipSpace();
        int start = _position;
        if (start >= _input.Length)
        {
            return false;
        }

        byte first = _input[start];
        if (name.SequenceEqual("execute"u8) || name.SequenceEqual("exec-oob"u8))
        {
            if (envelope.Name.IsPresent || first != (byte)'"')
            {
                return false;
            }

            _position++;
            bool isName = SkipPlainString();
            envelope.Name = new QmpSlice(start, _position - start);
            envelope.IsOutOfBand = name.Length == "exec-oob".Length;
            return isName;
        }

        if (name.SequenceEqual("arguments"u8))
        {
            bool isFirst = !envelope.Arguments.IsPresent && first == (byte)'{';
            bool isObject = isFirst && SkipValue(1);
            envelope.Arguments = new QmpSlice(start, _position - start);
            return isObject;
        }

        if (name.SequenceEqual("id"u8))
        {
            bool isFirst = !envelope.Id.IsPresent;
            bool isValue = isFirst && SkipValue(1);
            envelope.Id = new QmpSlice(start, _position - start);
            return isValue;
        }

        return false;
    }

    private void SkipSpace()
    {
        while (_position < _input.Length && (Classes[_input[_position]] & Space) != 0)
        {
            _position++;
        }
    }

    // White space, then the byte.
    private bool TryTake(byte value)
    {
        if (_position < _input.Length && _input[_position] == value)
        {
            _position++;
            return true;
        }

        SkipSpace();
        if (_position < _input.Length && _input[_position] == value)
        {
            _position++;
            return true;
        }

        return false;
    }

    // After the opening quote: to behind the closing one, no escapes.
    private bool SkipPlainString()
    {
        ReadOnlySpan<byte> input = _input;
        int position = _position;
        while (position < input.Length && (Classes[input[position]] & Plain) != 0)
        {
            position++;
        }

        _position = position + 1;
        return position < input.Length && input[position] == (byte)'"';
    }

    // The same with the short escapes that standard JSON has, too.
    private bool SkipString()
    {
        while (!SkipPlainString())
        {
            if (_position >= _input.Length || _input[_position - 1] != (byte)'\\')
            {
                return false;
            }

            if (_input[_position] is not ((byte)'"' or (byte)'\\' or (byte)'/' or (byte)'n' or (byte)'t' or (byte)'r' or (byte)'b' or (byte)'f'))
            {
                return false;
            }

            _position++;
        }

        return true;
    }

    private bool SkipValue(int depth)
    {
        SkipSpace();
        if (_position >= _input.Length)
        {
            return false;
        }

        byte first = _input[_position++];
        return first switch
        {
            (byte)'"' => SkipString(),
            (byte)'{' => depth < MaxDepth && SkipObject(depth + 1),
            (byte)'[' => depth < MaxDepth && SkipArray(depth + 1),
            (byte)'t' => SkipWord("rue"u8),
            (byte)'f' => SkipWord("alse"u8),
            (byte)'n' => SkipWord("ull"u8),
            _ => SkipNumber(first),
        };
    }

    private bool SkipObject(int depth)
    {
        if (TryTake((byte)'}'))
        {
            return true;
        }

        int firstKey = _keyCount;
        do
        {
            if (!TryTake((byte)'"'))
            {
                return false;
            }

            int start = _position;
            if (!SkipPlainString() || !TryAddKey(firstKey, start, _position - 1 - start) || !TryTake((byte)':') || !SkipValue(depth))
            {
                return false;
            }
        }
        while (TryTake((byte)','));

        _keyCount = firstKey;
        return TryTake((byte)'}');
    }

    private bool TryAddKey(int firstKey, int start, int length)
    {
        if (_keyCount == MaxKeys)
        {
            return false;
        }

        ReadOnlySpan<byte> text = _input.Slice(start, length);
        foreach (long key in _keys[firstKey.._keyCount])
        {
            if ((int)key == length && _input.Slice((int)(key >> 32), length).SequenceEqual(text))
            {
                return false;
            }
        }

        _keys[_keyCount++] = ((long)start << 32) | (uint)length;
        return true;
    }

    private bool SkipArray(int depth)
    {
        if (TryTake((byte)']'))
        {
            return true;
        }

        do
        {
            if (!SkipValue(depth))
            {
                return false;
            }
        }
        while (TryTake((byte)','));

        return TryTake((byte)']');
    }

    private bool SkipWord(ReadOnlySpan<byte> rest)
    {
        if (!_input[_position..].StartsWith(rest))
        {
            return false;
        }

        _position += rest.Length;
        return IsAtDelimiter();
    }

    private bool SkipNumber(byte first)
    {
        if (first == (byte)'-')
        {
            first = Current();
            _position++;
        }

        if ((Classes[first] & Digit) == 0)
        {
            return false;
        }

        // Behind a lone zero an exponent isn't allowed, as in the lexer.
        bool allowsExponent = first != (byte)'0';
        if (allowsExponent)
        {
            SkipDigits();
        }

        if (Current() == (byte)'.')
        {
            _position++;
            if (SkipDigits() == 0)
            {
                return false;
            }

            allowsExponent = true;
        }

        return (!allowsExponent || (Current() | 0x20) != 'e' || SkipExponent()) && IsAtDelimiter();
    }

    private bool SkipExponent()
    {
        _position++;
        if (Current() is (byte)'+' or (byte)'-')
        {
            _position++;
        }

        return SkipDigits() != 0;
    }

    private int SkipDigits()
    {
        int start = _position;
        while ((Classes[Current()] & Digit) != 0)
        {
            _position++;
        }

        return _position - start;
    }

    // Zero, which nothing accepts, at the end of the input.
    private readonly byte Current() => _position < _input.Length ? _input[_position] : (byte)0;

    private readonly bool IsAtDelimiter() => Current() is (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
