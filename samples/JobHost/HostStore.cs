using System;
using System.CommandLine;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;

namespace JobHost;

/// <summary>Where the host keeps its jobs, as the command line says it.</summary>
internal sealed class HostStore
{
    private readonly Option<string?> _file = new("--store") { Description = "Keeps jobs in this SQLite file, so that the next host goes on with them." };

    private readonly Option<string?> _connection = new("--postgresql")
    {
        Description = "Keeps jobs in the PostgreSQL database of this connection string (Host=...;Database=...).",
    };

    private readonly Option<JobDurability> _durability = new("--durability")
    {
        Description = "What an answered command survives: the death of the process, or the loss of power, too.",
        DefaultValueFactory = static _ => JobDurability.Machine,
        CustomParser = static result =>
        {
            // Of its own, since an enum takes any number, and a value that isn't one can't be asked for.
            string[] names = Enum.GetNames<JobDurability>();
            int index = result.Tokens is [var token] ? Array.FindIndex(names, name => name.Equals(token.Value, StringComparison.OrdinalIgnoreCase)) : -1;
            if (index < 0)
            {
                result.AddError($"--durability is one of {string.Join(", ", names)}.");
                return default;
            }

            return Enum.Parse<JobDurability>(names[index]);
        },
    };

    /// <summary>Adds the options to a command, and what they need of each other.</summary>
    /// <param name="command">The command.</param>
    /// <param name="socket">Where a host serves; what only shows itself keeps nothing.</param>
    public void AddTo(Command command, Option<string?> socket)
    {
        command.Add(_file);
        command.Add(_connection);
        command.Add(_durability);
        command.Validators.Add(line =>
        {
            bool hasFile = line.GetResult(_file) is not null;
            bool hasConnection = line.GetResult(_connection) is not null;
            if (hasFile && hasConnection)
            {
                line.AddError("--store and --postgresql exclude each other.");
            }
            else if ((hasFile || hasConnection) && line.GetResult(socket) is null)
            {
                line.AddError("A store is for a host that serves: --socket is missing.");
            }
            else if (line.GetResult(_durability) is { Implicit: false } && !hasFile && !hasConnection)
            {
                line.AddError("--durability is of a store: --store or --postgresql is missing.");
            }
        });
    }

    /// <summary>Makes the store, not opened yet; null if jobs live in memory.</summary>
    public IJobStore? Create(ParseResult call)
    {
        JobDurability durability = call.GetValue(_durability);
        if (call.GetValue(_file) is { } file)
        {
            return new SqliteJobStore(new SqliteJobStoreOptions { Path = file, Durability = durability });
        }

        return call.GetValue(_connection) is { } connection
            ? new PostgreSqlJobStore(new PostgreSqlJobStoreOptions { ConnectionString = connection, Durability = durability })
            : null;
    }
}
