using System.Collections.Generic;
using System.Data.Common;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>A row that was read.</summary>
/// <param name="row">The reader that stands on it.</param>
/// <param name="texts">Texts that other rows had, too; null where none do.</param>
internal readonly struct PostgreSqlRow(DbDataReader row, Dictionary<string, string>? texts = null) : IStoredRow
{
    public bool IsNull(int column) => row.IsDBNull(column);

    public long Number(int column) => row.GetInt64(column);

    public long Small(int column) => row.GetInt32(column);

    public bool Flag(int column) => row.GetBoolean(column);

    public string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public string? Name(int column)
    {
        string? text = Text(column);
        return text is null || texts is null ? text : texts.TryGetValue(text, out string? known) ? known : texts[text] = text;
    }

    public byte[] Bytes(int column) => row.IsDBNull(column) ? [] : row.GetFieldValue<byte[]>(column);
}
