using System;
using System.IO;
using System.Linq;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.PostgreSql;

/// <summary>The server's programs, where a distribution puts them or on the search path.</summary>
internal static class PostgresPrograms
{
    private static readonly Lazy<string?> s_folder = new(Find);

    public static string? Folder => s_folder.Value;

    /// <summary>Null, or why there is no server for the tests.</summary>
    public static string? Skip => OperatingSystem.IsWindows() ? "the private server of these tests needs Unix sockets"
        : Folder is null ? "PostgreSQL's server (initdb, postgres) is not installed"
        : null;

    private static string? Find()
    {
        string[] folders = Directory.Exists("/usr/lib/postgresql")
            ? [.. Directory.GetDirectories("/usr/lib/postgresql").Select(static folder => Path.Combine(folder, "bin")).OrderDescending(StringComparer.Ordinal)]
            : [];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Concat(path).FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }
}

/// <summary>A test that needs a server, and is skipped without its programs.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresPrograms.Skip;
}

/// <summary>A test that needs a server, and is skipped without its programs.</summary>
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresPrograms.Skip;
}
