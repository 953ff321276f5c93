using System;
using System.Collections.Generic;
using System.Text;

namespace QapiGen.Fuzz.Running;

/// <summary>Makes new inputs from known ones.</summary>
internal sealed class Mutator
{
    private const int MaxLength = 16 * 1024;

    private readonly Random _random;
    private readonly byte[][] _words;

    /// <summary>Makes a mutator.</summary>
    /// <param name="seed">Equal ones give equal inputs.</param>
    /// <param name="words">Pieces of text that mean something to the target.</param>
    public Mutator(int seed, IReadOnlyList<string> words)
    {
        _random = new Random(seed);
        _words = new byte[words.Count][];
        for (int i = 0; i < _words.Length; i++)
        {
            _words[i] = Encoding.UTF8.GetBytes(words[i]);
        }
    }

    /// <summary>Picks one of several.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>Makes an input.</summary>
    /// <param name="from">What it is made from.</param>
    /// <param name="other">What pieces may come from.</param>
    public byte[] Make(byte[] from, byte[] other)
    {
        var made = new List<byte>(from);
        for (int changes = 1 << _random.Next(5); changes > 0; changes--)
        {
            Change(made, other);
        }

        if (made.Count > MaxLength)
        {
            made.RemoveRange(MaxLength, made.Count - MaxLength);
        }

        return [.. made];
    }

    private void Change(List<byte> text, byte[] other)
    {
        int at = _random.Next(text.Count + 1);
        switch (_random.Next(8))
        {
            case 0 when text.Count > 0:
                text[Math.Min(at, text.Count - 1)] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when text.Count > 0:
                text[Math.Min(at, text.Count - 1)] = (byte)_random.Next(256);
                break;
            case 2:
                text.RemoveRange(at, Length(text.Count - at));
                break;
            case 3:
                text.InsertRange(at, text.GetRange(at, Length(text.Count - at)));
                break;
            case 4 when other.Length > 0:
                int start = _random.Next(other.Length);
                text.InsertRange(at, other.AsSpan(start, Length(other.Length - start)).ToArray());
                break;
            case 5 when other.Length > 0:
                text.RemoveRange(at, text.Count - at);
                text.AddRange(other.AsSpan(_random.Next(other.Length)).ToArray());
                break;
            default:
                text.InsertRange(at, Pick(_words));
                break;
        }
    }

    // Short pieces more often than long ones.
    private int Length(int available) => Math.Min(available, _random.Next(1 << _random.Next(11)));
}
