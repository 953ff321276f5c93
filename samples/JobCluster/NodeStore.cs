using System;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using QapiGen.Jobs;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Sqlite;

namespace JobClusterNode;

/// <summary>The database that all nodes share: <c>sqlite:FILE</c>, for nodes on one machine, or <c>postgres:CONNECTION</c>.</summary>
internal sealed class NodeStore
{
    /// <summary>What stands before a connection to PostgreSQL.</summary>
    public const string Postgres = "postgres:";

    private const string Sqlite = "sqlite:";

    private readonly string _text;

    private NodeStore(string text) => _text = text;

    /// <summary>Reads the value of <c>--store</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static NodeStore Parse(string text)
    {
        if (text.StartsWith(Postgres, StringComparison.Ordinal))
        {
            CheckConnection(text[Postgres.Length..]);
        }
        else if (!text.StartsWith(Sqlite, StringComparison.Ordinal) || text.Length == Sqlite.Length)
        {
            throw new FormatException($"'{text}' is no store: it is {Sqlite}FILE or {Postgres}CONNECTION");
        }

        return new NodeStore(text);
    }

    /// <summary>Looks whether a text is a connection to PostgreSQL.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static void CheckConnection(string text)
    {
        try
        {
            if (string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host))
            {
                throw new FormatException($"'{text}' is no connection: it names no Host");
            }
        }
        catch (ArgumentException fault)
        {
            throw new FormatException($"'{text}' is no connection: {fault.Message}", fault);
        }
    }

    /// <summary>Has jobs kept in it.</summary>
    public void Use(QapiJobsOptions jobs)
    {
        if (_text.StartsWith(Sqlite, StringComparison.Ordinal))
        {
            jobs.UseSqlite(_text[Sqlite.Length..]);
        }
        else
        {
            jobs.UsePostgreSql(_text[Postgres.Length..]);
        }
    }

    /// <summary>Opens it for something else.</summary>
    public DbDataSource Open() => _text.StartsWith(Sqlite, StringComparison.Ordinal)
        ? SqliteFactory.Instance.CreateDataSource(new SqliteConnectionStringBuilder { DataSource = _text[Sqlite.Length..], DefaultTimeout = 30 }.ConnectionString)
        : NpgsqlDataSource.Create(_text[Postgres.Length..]);
}
