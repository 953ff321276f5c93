using System.Collections.Generic;

namespace QapiGen.Schema.Syntax;

/// <summary>An object or array that is open at a place in a file.</summary>
public sealed class CursorFrame
{
    private readonly List<string> _keys = new();
    private readonly Dictionary<string, string> _strings = new();

    internal CursorFrame(bool isObject) => IsObject = isObject;

    /// <summary>Whether it is an object; else an array.</summary>
    public bool IsObject { get; }

    /// <summary>The key whose value is being written; null before a key, and in arrays.</summary>
    public string? Key { get; private set; }

    /// <summary>The keys before the place and behind it.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>The values before the place and behind it that are strings, by key.</summary>
    public IReadOnlyDictionary<string, string> Strings => _strings;

    /// <summary>Strings of an array before the place and behind it.</summary>
    public IReadOnlyList<string> Elements => _keys;

    internal bool HasValue { get; private set; }

    internal void AddKey(string key)
    {
        Key = null;
        HasValue = false;
        PendingKey = key;
    }

    internal string? PendingKey { get; private set; }

    internal void TakeColon()
    {
        if (PendingKey is not null)
        {
            Key = PendingKey;
            _keys.Add(PendingKey);
            PendingKey = null;
        }
    }

    internal void TakeValue(string? text)
    {
        HasValue = true;
        if (!IsObject && text is not null)
        {
            _keys.Add(text);
        }
        else if (Key is not null && text is not null)
        {
            _strings[Key] = text;
        }
    }

    /// <summary>Adds what stands behind the place: a key, its string, or an element.</summary>
    internal void AddBehind(string? key, string? text)
    {
        if (key is not null && text is not null)
        {
            _strings[key] = text;
        }
        else
        {
            _keys.Add(key ?? text!);
        }
    }

    internal void TakeComma()
    {
        Key = null;
        PendingKey = null;
        HasValue = false;
    }
}
