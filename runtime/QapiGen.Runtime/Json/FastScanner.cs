using System;

namespace QapiGen.Runtime.Json;

/// <summary>Recognises the common command at one go: standard JSON in ASCII, all of it in one block, nothing unusual in it.</summary>
/// <remarks>
/// It refuses whatever it isn't sure of; the lexer and the parser then read the same bytes and say what is wrong, if anything is.
/// What it accepts they would accept, too, and with the same meaning; a test compares both. Allocates nothing.
/// </remarks>
internal ref partial struct FastScanner
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

    private FastScanner(ReadOnlySpan<byte> input, Span<long> keys)
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
    public static bool TryScan(ReadOnlySpan<byte> input, out MessageEnvelope envelope, out int length)
    {
        Span<long> keys = stackalloc long[MaxKeys];
        var scanner = new FastScanner(input.Length > MaxBytes ? input[..MaxBytes] : input, keys);
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

    private bool ScanEnvelope(ref MessageEnvelope envelope)
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

    private bool ScanEnvelopeMember(ref MessageEnvelope envelope)
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

    private bool ScanEnvelopeValue(ReadOnlySpan<byte> name, ref MessageEnvelope envelope)
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
            envelope.Name = new TextSlice(start, _position - start);
            envelope.IsOutOfBand = name.Length == "exec-oob".Length;
            return isName;
        }

        if (name.SequenceEqual("arguments"u8))
        {
            bool isFirst = !envelope.Arguments.IsPresent && first == (byte)'{';
            bool isObject = isFirst && SkipValue(1);
            envelope.Arguments = new TextSlice(start, _position - start);
            return isObject;
        }

        if (name.SequenceEqual("id"u8))
        {
            bool isFirst = !envelope.Id.IsPresent;
            bool isValue = isFirst && SkipValue(1);
            envelope.Id = new TextSlice(start, _position - start);
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

    // Zero, which nothing accepts, at the end of the input.
    private readonly byte Current() => _position < _input.Length ? _input[_position] : (byte)0;

    private readonly bool IsAtDelimiter() => Current() is (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
