using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text.Json;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Metadata;

/// <summary>Finds commands, events and types in SchemaInfo objects. What types are made of is checked, and read when somebody asks.</summary>
internal sealed class SchemaAnswerReader
{
    /// <summary>Bytes of a piece of text: small enough for the garbage collector's young generation, where a whole schema costs a fifth of its reading.</summary>
    private const int PieceBytes = 48 * 1024;

    private readonly List<QmpTypeInfo> _declared = [];
    private readonly List<SchemaAnswerScanner.ScannedEntry> _entries = [];

    public Dictionary<string, QmpCommandInfo> Commands { get; private set; } = new(StringComparer.Ordinal);

    public Dictionary<string, QmpEventInfo> Events { get; private set; } = new(StringComparer.Ordinal);

    public TypeTable Types { get; } = new();

    public void Add(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return;
        }

        // About as many as there will be: QEMU's are of 250 bytes.
        _declared.EnsureCapacity(_declared.Count + (json.Length / 300));
        _entries.EnsureCapacity(_entries.Count + (json.Length / 800));
        using var kept = new PooledList<byte>(0);
        var text = new SchemaAnswerText(Types);
        try
        {
            var scanner = new SchemaAnswerScanner(json);
            while (scanner.TryNext(out SchemaAnswerScanner.ScannedEntry entry))
            {
                if (entry.Kind is SchemaAnswerScanner.EntryKind.Command or SchemaAnswerScanner.EntryKind.Event)
                {
                    _entries.Add(entry);
                    continue;
                }

                ReadOnlySpan<byte> own = json[entry.Start..entry.End];
                if (kept.Count + own.Length > PieceBytes)
                {
                    text.Fill(kept.Span);
                    text = new SchemaAnswerText(Types);
                    kept.Clear();
                }

                AddType(text, entry, kept.Count);
                kept.AddRange(own);
            }
        }
        catch (JsonException fault)
        {
            throw new FormatException("The schema is not JSON", fault);
        }

        text.Fill(kept.Span);
    }

    public void Add(JsonElement array) => Add(
        array.ValueKind == JsonValueKind.Array ? JsonMarshal.GetRawUtf8Value(array) : throw new FormatException("The schema is not an array of SchemaInfo objects"));

    public SchemaAnswerReader Link()
    {
        Types.Declare(CollectionsMarshal.AsSpan(_declared));
        int commands = _entries.FindAll(static entry => entry.Kind == SchemaAnswerScanner.EntryKind.Command).Count;
        Commands = new Dictionary<string, QmpCommandInfo>(commands, StringComparer.Ordinal);
        Events = new Dictionary<string, QmpEventInfo>(_entries.Count - commands, StringComparer.Ordinal);
        foreach (ref readonly SchemaAnswerScanner.ScannedEntry entry in CollectionsMarshal.AsSpan(_entries))
        {
            AddCommandOrEvent(entry);
        }

        return this;
    }

    private void AddType(SchemaAnswerText text, in SchemaAnswerScanner.ScannedEntry entry, int start)
    {
        QmpTypeInfo? type = entry.Kind switch
        {
            SchemaAnswerScanner.EntryKind.Enum => new QmpEnumInfo(entry.Name, text, start),
            SchemaAnswerScanner.EntryKind.Object => new QmpObjectInfo(entry.Name, text, start),
            SchemaAnswerScanner.EntryKind.Alternate => new QmpAlternateInfo(entry.Name, text, start),
            SchemaAnswerScanner.EntryKind.Array => new QmpArrayInfo(entry.Name, text, start),
            _ => QmpBuiltinInfo.ForName(entry.Name),
        };
        if (type is not null)
        {
            _declared.Add(type);
        }
    }

    private void AddCommandOrEvent(in SchemaAnswerScanner.ScannedEntry entry)
    {
        QmpTypeInfo data = Types.Resolve(entry.ArgumentType ?? TypeTable.EmptyTypeName);
        string[] features = entry.Features ?? [];
        if (entry.Kind == SchemaAnswerScanner.EntryKind.Event)
        {
            Events[entry.Name] = new QmpEventInfo(entry.Name, data, features);
            return;
        }

        QmpTypeInfo result = Types.Resolve(entry.ResultType ?? TypeTable.EmptyTypeName);
        Commands[entry.Name] = new QmpCommandInfo(entry.Name, data, result, entry.AllowsOutOfBand, !entry.IsGenerated, features);
    }
}
