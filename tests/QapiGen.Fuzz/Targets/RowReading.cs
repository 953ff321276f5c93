using System;
using System.Collections.Generic;
using System.Data;
using System.Globalization;
using System.Linq;
using System.Text;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Storage;

namespace QapiGen.Fuzz.Targets;

/// <summary>
/// Rows of a PostgreSQL store that somebody has changed: lines of a table's letter and of cells, between bars. The database holds types, keys and what may be null;
/// the rest is up to whoever writes. What is read is taken up by a host.
/// </summary>
internal static class RowReading
{
    private const int MaxRows = 24;

    private static readonly (string Name, Type Type, bool IsNullable)[] s_job =
    [
        ("number", typeof(long), false), ("id", typeof(string), false), ("type", typeof(string), false), ("driver", typeof(string), true), ("group", typeof(long), false),
        ("member", typeof(int), false), ("blocking", typeof(bool), false), ("status", typeof(string), false), ("flags", typeof(long), false), ("errno", typeof(int), false),
        ("error", typeof(string), true), ("speed", typeof(long), false), ("start", typeof(bool), false), ("losses", typeof(int), false), ("current", typeof(long), false),
        ("total", typeof(long), false), ("created", typeof(long), false), ("changed", typeof(long), false), ("sequence", typeof(long), false), ("c1", typeof(long), true),
        ("c2", typeof(long), false), ("c3", typeof(long), false), ("c4", typeof(long), false),
    ];

    private static readonly (string Name, Type Type, bool IsNullable)[] s_group =
    [
        ("number", typeof(long), false), ("phase", typeof(string), false), ("count", typeof(int), false), ("live", typeof(int), false), ("ended", typeof(int), false),
        ("manual", typeof(int), false), ("cursor", typeof(int), false), ("initiator", typeof(int), false),
    ];

    private static readonly (string Name, Type Type, bool IsNullable)[] s_transition =
    [
        ("number", typeof(long), false), ("job", typeof(long), false), ("id", typeof(string), false), ("from", typeof(string), false), ("to", typeof(string), false),
        ("input", typeof(string), false), ("time", typeof(long), false),
    ];

    private static readonly (string Name, Type Type, bool IsNullable)[] s_bodies =
        [("arguments", typeof(byte[]), true), ("checkpoint", typeof(byte[]), true), ("sequence", typeof(long), true)];

    /// <summary>What means something in a row. No library is asked: it may count its branches, and this is needed before there is room for that.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "\nj|", "\ng|", "\nt|", "\nb|", "|", "|-|", "|1|", "|2|", "|true|", "|-1|", "|2147483648|", "|-9223372036854775808|", "|9223372036854775807|", "|65536|", "|copy|", "|backup|",
        .. Enum.GetNames<JobStatus>().Concat(Enum.GetNames<JobTransactionPhase>()).Select(static name => $"|{name.ToLowerInvariant()}|"),
        "|cancel-by-group|", "\u2028", "\\ud800", "\u001b[2J",
    ];

    public static void Read(byte[] input)
    {
        var jobs = new List<StoredJob>();
        var groups = new List<StoredGroup>();
        var transitions = new List<StoredTransition>();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in Encoding.UTF8.GetString(input).Replace('\0', ' ').Split('\n').Take(MaxRows))
        {
            string[] cells = line.Split('|');
            switch (cells[0])
            {
                case "j":
                    StoredJob job = Row(s_job, cells, row => StoredRows.ToJob(new PostgreSqlRow(row, texts)));
                    Check(job);
                    if (!jobs.Exists(other => other.Number == job.Number || other.Definition.Id == job.Definition.Id))
                    {
                        jobs.Add(job);
                    }

                    break;
                case "g":
                    StoredGroup group = Row(s_group, cells, static row => StoredRows.ToGroup(new PostgreSqlRow(row)));
                    if (!groups.Exists(other => other.Number == group.Number))
                    {
                        groups.Add(group);
                    }

                    break;
                case "t":
                    transitions.Add(Row(s_transition, cells, static row => StoredRows.ToTransition(new PostgreSqlRow(row))));
                    break;
                case "b":
                    _ = Row(s_bodies, cells, static row => StoredRows.ToBodies(new PostgreSqlRow(row)));
                    break;
            }
        }

        var store = new RowStore([.. jobs.OrderBy(static job => job.Number)], [.. groups.OrderBy(static group => group.Number)]);
        store.TakeUpAsync().WaitAsync(TimeSpan.FromMinutes(1)).GetAwaiter().GetResult();
    }

    private static void Check(StoredJob job)
    {
        if (StoredJobCheck.DamageOf(job) is null && (!Enum.IsDefined(job.State.Status) || (job.State.Flags & ~StoredJobState.Kept) != 0 || job.Number < 1))
        {
            throw new InvalidOperationException("A job that can't be isn't said to be damaged");
        }
    }

    private static T Row<T>((string Name, Type Type, bool IsNullable)[] columns, string[] cells, Func<DataTableReader, T> read)
    {
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        foreach ((string name, Type type, _) in columns)
        {
            table.Columns.Add(name, type);
        }

        table.Rows.Add([.. columns.Select((column, index) => Value(column.Type, column.IsNullable, index + 1 < cells.Length ? cells[index + 1] : "-"))]);
        using DataTableReader reader = table.CreateDataReader();
        reader.Read();
        return read(reader);
    }

    private static object Value(Type type, bool isNullable, string cell)
    {
        if (isNullable && cell == "-")
        {
            return DBNull.Value;
        }

        if (type == typeof(string))
        {
            return cell;
        }

        if (type == typeof(byte[]))
        {
            return Encoding.UTF8.GetBytes(cell);
        }

        if (type == typeof(bool))
        {
            return cell == "true";
        }

        long number = long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : cell.Length;
        return type == typeof(int) ? (object)(int)number : number;
    }
}
