using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.PostgreSql;

/// <summary>A PostgreSQL server of the tests' own, on a Unix socket in a temporary folder. It refuses to run as root, and then runs as the user <c>postgres</c>.</summary>
public sealed class PostgresServer : IAsyncLifetime, IDisposable
{
    private const string Administrator = "qapi";

    private readonly TemporaryFolder _folder = new();
    private Process? _server;
    private int _schemas;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (PostgresPrograms.Skip is not null)
        {
            return;
        }

        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres", _folder.Path);
        }

        await RunAsync([.. As(), Program("initdb"), "-D", Data, "-U", Administrator, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]);
        await StartAsync();
    }

    /// <summary>The socket that it listens on.</summary>
    public string SocketPath => _folder.File(".s.PGSQL.5432");

    /// <summary>Makes an empty schema, and says how to connect to it.</summary>
    public async Task<string> NewSchemaAsync()
    {
        string name = $"s{Interlocked.Increment(ref _schemas)}";
        await ExecuteAsync($"create schema {name}");
        return $"{ConnectionString};Search Path={name}";
    }

    /// <summary>Carries out a statement as the administrator.</summary>
    public async Task<object?> ExecuteAsync(string sql, string? connectionString = null)
    {
        await using var connection = new NpgsqlConnection((connectionString ?? ConnectionString) + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Starts the server, and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        // No sync: nobody cuts the power of these tests, and a crash of the server alone loses nothing.
        string[] line = [.. As(), Program("postgres"), "-D", Data, "-k", _folder.Path, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"];
        _server = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardError = true })!;
        _server.ErrorDataReceived += static (_, _) => { };
        _server.BeginErrorReadLine();
        for (int i = 0; ; i++)
        {
            try
            {
                await ExecuteAsync("select 1");
                return;
            }
            catch (NpgsqlException) when (i < 600 && !_server.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Ends the server: <c>INT</c> cuts its connections, <c>QUIT</c> is a crash.</summary>
    public async Task StopAsync(string signal)
    {
        await RunAsync("kill", $"-{signal}", _server!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await _server.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        _server.Dispose();
        _server = null;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await StopAsync("QUIT");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        _folder.Dispose();
    }

    private string Data => _folder.File("data");

    private string ConnectionString => $"Host={_folder.Path};Username={Administrator};Database=postgres;Timeout=30";

    private static string Program(string name) => Path.Combine(PostgresPrograms.Folder!, name);

    private static string[] As() => Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    private static async Task RunAsync(params string[] line)
    {
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{line[0]}: {await errors}");
    }
}

/// <summary>The tests that share the server, one after the other: some of them restart it.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresServer>
{
    /// <summary>Its name.</summary>
    public const string Name = "PostgreSQL";
}
