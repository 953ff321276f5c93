using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace QapiGen.Runtime.Metadata;

/// <summary>Goes once through an array of SchemaInfo objects, checks all of it, and tells of each object no more than is needed to find it again.</summary>
internal ref struct SchemaAnswerScanner
{
    private SchemaAnswerLexer _lexer;
    private bool _hasBegun;

    /// <summary>Begins at the array.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public SchemaAnswerScanner(ReadOnlySpan<byte> json)
    {
        _lexer = new SchemaAnswerLexer(json);
        Require(_lexer.TryTake((byte)'['));
    }

    /// <summary>What an object is of.</summary>
    public enum EntryKind
    {
        /// <summary>A built-in type, or of a kind that isn't known.</summary>
        Other,
        Enum,
        Array,
        Object,
        Alternate,
        Command,
        Event,
    }

    private enum Word
    {
        Unknown,
        Tag,
        Gen,
        Name,
        Type,
        Case,
        Values,
        Members,
        Features,
        Variants,
        ArgType,
        RetType,
        MetaType,
        AllowOob,
        ElementType,
    }

    [Flags]
    private enum Parts
    {
        None = 0,
        Name = 1,
        Type = 2,
        Case = 4,
        All = Name | Type | Case,
    }

    /// <summary>Takes the next object.</summary>
    /// <returns>False at the end of the array, behind which there is nothing.</returns>
    /// <exception cref="FormatException">It isn't SchemaInfo.</exception>
    /// <exception cref="JsonException">It isn't JSON.</exception>
    public bool TryNext(out ScannedEntry entry)
    {
        entry = default;
        if (!_lexer.MoveNext(ref _hasBegun, (byte)']'))
        {
            _lexer.RequireEnd();
            return false;
        }

        Require(_lexer.Peek() == '{');
        entry.Start = _lexer.Position;
        entry.IsGenerated = true;
        Parts? members = null;
        Parts? variants = null;
        bool hasKind = false;
        bool hasValues = false;
        bool hasElementType = false;
        bool hasBegun = false;
        _lexer.TryTake((byte)'{');
        while (_lexer.MoveNext(ref hasBegun, (byte)'}'))
        {
            switch (ToWord(_lexer.TakeKey()))
            {
                case Word.Name:
                    entry.Name = TakeText();
                    break;
                case Word.MetaType:
                    entry.Kind = TakeKind();
                    hasKind = true;
                    break;
                case Word.Members:
                    members = TakeParts();
                    break;
                case Word.Variants:
                    variants = TakeParts();
                    break;
                case Word.Values:
                    hasValues = TakesTexts();
                    break;
                case Word.Features:
                    entry.Features = TakeFeatures();
                    break;
                case Word.ElementType:
                    hasElementType = TakesReference();
                    break;
                case Word.ArgType:
                    entry.ArgumentType = TakeReference();
                    break;
                case Word.RetType:
                    entry.ResultType = TakeReference();
                    break;
                case Word.AllowOob:
                    entry.AllowsOutOfBand = TakeFlag();
                    break;
                case Word.Gen:
                    entry.IsGenerated = TakeFlag();
                    break;
                case Word.Tag:
                    Require(_lexer.TryTakeLiteral("null"u8) || TakesText());
                    break;
                default:
                    _lexer.Skip();
                    break;
            }
        }

        entry.End = _lexer.Position;
        Require(hasKind && entry.Name is not null);
        Require(entry.Kind switch
        {
            EntryKind.Enum => members is { } values ? (values & Parts.Name) != 0 : hasValues,
            EntryKind.Object => members is { } own && (own & (Parts.Name | Parts.Type)) == (Parts.Name | Parts.Type)
                && (variants is not { } branches || (branches & (Parts.Case | Parts.Type)) == (Parts.Case | Parts.Type)),
            EntryKind.Alternate => members is { } types && (types & Parts.Type) != 0,
            EntryKind.Array => hasElementType,
            _ => true,
        });
        return true;
    }

    private static void Require(bool isSo)
    {
        if (!isSo)
        {
            throw new FormatException("The schema is not an array of SchemaInfo objects");
        }
    }

    private static Word ToWord(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual("tag"u8) ? Word.Tag : name.SequenceEqual("gen"u8) ? Word.Gen : Word.Unknown,
        4 => name.SequenceEqual("name"u8) ? Word.Name : name.SequenceEqual("type"u8) ? Word.Type : name.SequenceEqual("case"u8) ? Word.Case : Word.Unknown,
        6 => name.SequenceEqual("values"u8) ? Word.Values : Word.Unknown,
        7 => name.SequenceEqual("members"u8) ? Word.Members : Word.Unknown,
        8 => name.SequenceEqual("arg-type"u8) ? Word.ArgType
            : name.SequenceEqual("ret-type"u8) ? Word.RetType
            : name.SequenceEqual("features"u8) ? Word.Features
            : name.SequenceEqual("variants"u8) ? Word.Variants
            : Word.Unknown,
        9 => name.SequenceEqual("meta-type"u8) ? Word.MetaType : name.SequenceEqual("allow-oob"u8) ? Word.AllowOob : Word.Unknown,
        12 => name.SequenceEqual("element-type"u8) ? Word.ElementType : Word.Unknown,
        _ => Word.Unknown,
    };

    private EntryKind TakeKind()
    {
        Require(_lexer.Peek() == '"');
        ReadOnlySpan<byte> kind = _lexer.TakeText();
        return kind.SequenceEqual("object"u8) ? EntryKind.Object
            : kind.SequenceEqual("command"u8) ? EntryKind.Command
            : kind.SequenceEqual("enum"u8) ? EntryKind.Enum
            : kind.SequenceEqual("array"u8) ? EntryKind.Array
            : kind.SequenceEqual("event"u8) ? EntryKind.Event
            : kind.SequenceEqual("alternate"u8) ? EntryKind.Alternate
            : EntryKind.Other;
    }

    private string TakeText()
    {
        Require(_lexer.Peek() == '"');
        return Encoding.UTF8.GetString(_lexer.TakeText());
    }

    /// <summary>A reference; null stands for none.</summary>
    private string? TakeReference()
    {
        if (_lexer.TryTakeLiteral("null"u8))
        {
            return null;
        }

        Require(_lexer.Peek() == '"');
        ReadOnlySpan<byte> name = _lexer.TakeText();
        CheckReference(name);
        return Encoding.UTF8.GetString(name);
    }

    private bool TakeFlag()
    {
        bool isSet = _lexer.TryTakeLiteral("true"u8);
        Require(isSet || _lexer.TryTakeLiteral("false"u8));
        return isSet;
    }

    private static void CheckReference(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("[[[[[[[["u8))
        {
            // Arrays of arrays don't occur; a peer that sends thousands must not exhaust the stack.
            throw new FormatException("A type reference of the schema is nested too deeply");
        }
    }

    /// <summary>Whether the value is the name of a type; anything else is skipped.</summary>
    private bool TakesReference()
    {
        if (_lexer.Peek() != '"')
        {
            _lexer.Skip();
            return false;
        }

        CheckReference(_lexer.TakeText());
        return true;
    }

    /// <summary>Whether the value is a text; anything else is skipped.</summary>
    private bool TakesText()
    {
        bool isText = _lexer.Peek() == '"';
        _lexer.Skip();
        return isText;
    }

    /// <summary>Goes through an array of texts; anything else is skipped.</summary>
    private bool TakesTexts()
    {
        if (!_lexer.TryTake((byte)'['))
        {
            _lexer.Skip();
            return false;
        }

        bool areTexts = true;
        bool hasBegun = false;
        while (_lexer.MoveNext(ref hasBegun, (byte)']'))
        {
            areTexts &= TakesText();
        }

        return areTexts;
    }

    private string[] TakeFeatures()
    {
        Require(_lexer.TryTake((byte)'['));
        var features = new List<string>(2);
        bool hasBegun = false;
        while (_lexer.MoveNext(ref hasBegun, (byte)']'))
        {
            features.Add(TakeText());
        }

        return [.. features];
    }

    /// <summary>Goes through an array of objects; tells which members all of them have.</summary>
    private Parts TakeParts()
    {
        if (!_lexer.TryTake((byte)'['))
        {
            _lexer.Skip();
            return Parts.None;
        }

        Parts all = Parts.All;
        bool hasBegun = false;
        while (_lexer.MoveNext(ref hasBegun, (byte)']'))
        {
            all &= TakePart();
        }

        return all;
    }

    private Parts TakePart()
    {
        if (!_lexer.TryTake((byte)'{'))
        {
            _lexer.Skip();
            return Parts.None;
        }

        Parts found = Parts.None;
        bool hasBegun = false;
        while (_lexer.MoveNext(ref hasBegun, (byte)'}'))
        {
            switch (ToWord(_lexer.TakeKey()))
            {
                case Word.Name:
                    found |= TakesText() ? Parts.Name : Parts.None;
                    break;
                case Word.Type:
                    found |= TakesReference() ? Parts.Type : Parts.None;
                    break;
                case Word.Case:
                    found |= TakesText() ? Parts.Case : Parts.None;
                    break;
                case Word.Features:
                    Require(TakesTexts());
                    break;
                default:
                    _lexer.Skip();
                    break;
            }
        }

        return found;
    }

    /// <summary>A SchemaInfo object.</summary>
    public struct ScannedEntry
    {
        public int Start;
        public int End;
        public EntryKind Kind;
        public string Name;
        public string? ArgumentType;
        public string? ResultType;
        public string[]? Features;
        public bool AllowsOutOfBand;
        public bool IsGenerated;
    }
}
