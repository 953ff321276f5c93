using System;

namespace QapiGen.Runtime.Json;

/// <content>Values, which are passed over.</content>
internal ref partial struct FastScanner
{
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
}
