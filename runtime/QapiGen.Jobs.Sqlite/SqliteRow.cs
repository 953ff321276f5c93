using System;
using System.Collections.Generic;
using System.Text;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Sqlite;

/// <summary>Texts of which there are few and that many rows have: each is one object, and is found by its bytes, without another one.</summary>
internal sealed class SqliteTexts
{
    private const int MaxSearched = 32;

    private readonly List<(byte[] Bytes, string Text)> _first = [];
    private readonly Dictionary<string, string> _others = new(StringComparer.Ordinal);

    /// <summary>The text of a column; null if it has none.</summary>
    public string? Of(SqliteStatement row, int column)
    {
        ReadOnlySpan<byte> bytes = row.Utf8(column);
        if (bytes.IsEmpty)
        {
            return row.IsNull(column) ? null : "";
        }

        foreach ((byte[] known, string text) in _first)
        {
            if (bytes.SequenceEqual(known))
            {
                return text;
            }
        }

        string read = Encoding.UTF8.GetString(bytes);
        if (_first.Count < MaxSearched)
        {
            _first.Add((bytes.ToArray(), read));
            return read;
        }

        return _others.TryGetValue(read, out string? other) ? other : _others[read] = read;
    }
}

/// <summary>A row that was read.</summary>
/// <param name="row">The statement that stands on it.</param>
/// <param name="texts">Texts that other rows have, too; null where none do.</param>
internal readonly struct SqliteRow(SqliteStatement row, SqliteTexts? texts = null) : IStoredRow
{
    public bool IsNull(int column) => row.IsNull(column);

    public long Number(int column) => row.Number(column);

    public long Small(int column) => row.Number(column);

    public bool Flag(int column) => row.Number(column) != 0;

    public string? Text(int column) => row.Text(column);

    public string? Name(int column) => texts is null ? Text(column) : texts.Of(row, column);

    public byte[] Bytes(int column) => row.Bytes(column);
}
