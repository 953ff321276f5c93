using System;
using System.Buffers;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client.Reading;

/// <summary>Finds the end of a message in a stream that comes in pieces, and its members on the way.</summary>
/// <remarks>
/// Counts brackets outside of strings, as servers do (QMP spec 3), so that neither line ends nor their absence matter and servers in pretty mode
/// work. Every byte is looked at once, however it is cut into pieces. Whether the text is JSON is left to whoever reads the values.
/// </remarks>
internal sealed class MessageScanner
{
    private static readonly SearchValues<byte> StringEnds = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> OuterTokens = SearchValues.Create("\"{}[],:"u8);
    private static readonly SearchValues<byte> InnerTokens = SearchValues.Create("\"{}[]"u8);

    /// <summary>Many times what QMP has: each costs as much as several bytes of the message, which may have hundreds of megabytes.</summary>
    private const int MaxMembers = 1024;

    private readonly int _maxBytes;
    private MessageMark[] _marks = new MessageMark[8];
    private int _markCount;
    private int _depth;
    private bool _isInString;
    private bool _isEscaped;
    private bool _isInValue;
    private int _nameStart;
    private int _nameEnd;
    private int _valueStart;

    public MessageScanner(int maxBytes) => _maxBytes = maxBytes;

    /// <summary>Bytes of the current message that have been looked at; its length when <see cref="TryScan"/> has returned true.</summary>
    public int Length { get; private set; }

    /// <summary>Whether a message has begun.</summary>
    public bool IsInside => _depth > 0;

    /// <summary>The members of the message, in order.</summary>
    public ReadOnlySpan<MessageMark> Marks => _marks.AsSpan(0, _markCount);

    /// <summary>Begins a new message at the next byte.</summary>
    public void Reset()
    {
        Length = 0;
        _markCount = 0;
        _depth = 0;
        _isInString = false;
        _isEscaped = false;
        _isInValue = false;
        _nameStart = 0;
        _nameEnd = 0;
    }

    /// <summary>Counts the white space before a message; only to be asked between messages.</summary>
    public static int CountBlanks(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        while (count < bytes.Length && IsBlank(bytes[count]))
        {
            count++;
        }

        return count;
    }

    /// <summary>A value without the white space around it, of which there is hardly ever more than one blank.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value)
    {
        value = value[CountBlanks(value)..];
        while (value.Length > 0 && IsBlank(value[^1]))
        {
            value = value[..^1];
        }

        return value;
    }

    /// <summary>Goes on with further bytes.</summary>
    /// <param name="bytes">What follows the bytes seen so far; the first of a message is its opening brace.</param>
    /// <returns>Whether the message is complete; <see cref="Length"/> then says how long it is.</returns>
    /// <exception cref="QmpProtocolException">The message isn't an object or is too long.</exception>
    public bool TryScan(ReadOnlySpan<byte> bytes)
    {
        int i = 0;
        if (_depth == 0 && bytes.Length > 0)
        {
            Begin(bytes);
            i = 1;
        }

        while (i < bytes.Length)
        {
            i = _isInString ? ScanString(bytes, i) : ScanToken(bytes, i);
            if (_depth == 0)
            {
                Length = checked(Length + i);
                return true;
            }
        }

        Length = checked(Length + bytes.Length);
        if (Length > _maxBytes)
        {
            throw new QmpProtocolException($"A message is longer than the limit of {_maxBytes} bytes");
        }

        return false;
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private void Begin(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] != '{')
        {
            throw new QmpProtocolException(ForeignPeer.Describe(bytes));
        }

        _depth = 1;
    }

    private int ScanString(ReadOnlySpan<byte> bytes, int i)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
            return i + 1;
        }

        int found = bytes[i..].IndexOfAny(StringEnds);
        if (found < 0)
        {
            return bytes.Length;
        }

        i += found;
        if (bytes[i] == '\\')
        {
            _isEscaped = true;
        }
        else
        {
            _isInString = false;
            if (_depth == 1 && !_isInValue)
            {
                _nameEnd = Length + i;
            }
        }

        return i + 1;
    }

    private int ScanToken(ReadOnlySpan<byte> bytes, int i)
    {
        int found = bytes[i..].IndexOfAny(_depth == 1 ? OuterTokens : InnerTokens);
        if (found < 0)
        {
            return bytes.Length;
        }

        i += found;
        switch (bytes[i])
        {
            case (byte)'"':
                BeginString(Length + i);
                break;
            case (byte)'{' or (byte)'[':
                _depth++;
                break;
            case (byte)':':
                BeginValue(Length + i);
                break;
            case (byte)',':
                EndMember(Length + i);
                break;
            default:
                if (--_depth == 0)
                {
                    EndMember(Length + i);
                }

                break;
        }

        return i + 1;
    }

    private void BeginString(int position)
    {
        _isInString = true;
        if (_depth == 1 && !_isInValue)
        {
            _nameStart = position + 1;
        }
    }

    private void BeginValue(int position)
    {
        if (!_isInValue)
        {
            _isInValue = true;
            _valueStart = position + 1;
        }
    }

    private void EndMember(int position)
    {
        if (!_isInValue)
        {
            return;
        }

        _isInValue = false;
        if (_markCount == MaxMembers)
        {
            throw new QmpProtocolException($"A message has more than {MaxMembers} members");
        }

        if (_markCount == _marks.Length)
        {
            Array.Resize(ref _marks, _marks.Length * 2);
        }

        _marks[_markCount++] = new MessageMark(_nameStart, _nameEnd, _valueStart, position);

        // A value without a name doesn't get the last one's.
        _nameStart = 0;
        _nameEnd = 0;
    }
}
