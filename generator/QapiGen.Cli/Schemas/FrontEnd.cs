using System.Threading;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Schemas;

/// <summary>From a path to a schema, for every command that reads one.</summary>
internal static class FrontEnd
{
    /// <summary>Reads, parses and binds a root and what it includes.</summary>
    /// <param name="environment">Files.</param>
    /// <param name="root">The root, or its folder.</param>
    /// <param name="origin">Who names it.</param>
    /// <param name="dialect">How it is read.</param>
    /// <param name="includes">Where else to look for what it includes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static SchemaRun Run(CliEnvironment environment, string root, PathOrigin origin, Dialect dialect, IncludePaths includes, CancellationToken cancellationToken)
    {
        (root, origin) = SchemaFolders.Enter(environment.Files, root, origin);
        if (!new FileSchemaResolver(environment.Files, includes).TryRead(root, origin, out SchemaFile? file, out string? failure))
        {
            SchemaDiagnostic fault = SchemaLoader.UnreadableRoot(root, failure);
            return new SchemaRun(root, null, null, includes, new EquatableArray<SchemaDiagnostic>([fault]));
        }

        return Run(environment, environment.Files, file, dialect, includes, cancellationToken);
    }

    /// <summary>Parses and binds a root that was read, and what it includes.</summary>
    public static SchemaRun Run(
        CliEnvironment environment, IFileSystem files, SchemaFile root, Dialect dialect, IncludePaths includes, CancellationToken cancellationToken)
    {
        string directory = environment.Files.CurrentDirectory;
        var ahead = ReadAhead.Read(root, new FileSchemaResolver(files, includes), dialect, directory, cancellationToken);
        var diagnostics = new DiagnosticBag();
        var options = new SchemaLoaderOptions { WorkingDirectory = directory, Parse = ahead.Parse, CancellationToken = cancellationToken };
        LoadedSchema loaded = SchemaLoader.Load(root, ahead, dialect, diagnostics, options);
        QapiSchema schema = Binder.Bind(loaded, diagnostics);
        return new SchemaRun(root.Path, loaded, schema, includes, diagnostics.ToArray());
    }

    /// <summary>Reads a schema that stands on the command line, and that a command can't do without; reports what is wrong with it.</summary>
    /// <returns>The run, and the exit code if the command can't go on.</returns>
    public static (SchemaRun Run, int? ExitCode) Require(
        CliEnvironment environment, string root, Dialect dialect, IncludePaths includes, CancellationToken cancellationToken)
    {
        SchemaRun run = Run(environment, root, PathOrigin.CommandLine, dialect, includes, cancellationToken);
        return (run, Require(environment, run, dialect));
    }

    /// <summary>Reports what is wrong with a schema that a command can't do without.</summary>
    /// <returns>The exit code if the command can't go on.</returns>
    public static int? Require(CliEnvironment environment, SchemaRun run, Dialect dialect)
    {
        var writer = new DiagnosticWriter(environment.Error, environment.ColorsError);
        Report(environment, run, writer, dialect);
        return run.IsUnreadable ? ExitCodes.Failure : writer.Errors > 0 ? ExitCodes.Findings : null;
    }

    /// <summary>Writes a run's findings, and what may help with them.</summary>
    public static void Report(CliEnvironment environment, SchemaRun run, DiagnosticWriter writer, Dialect dialect)
    {
        foreach (SchemaDiagnostic diagnostic in run.Diagnostics)
        {
            writer.Write(diagnostic, run.Root);
        }

        if (Hint(environment, run, dialect) is { } hint)
        {
            environment.Error.WriteLine(hint);
        }
    }

    /// <summary>What may help with a run's findings: another path, another release; or null.</summary>
    public static string? Hint(CliEnvironment environment, SchemaRun run, Dialect dialect) =>
        run.Loaded is null ? PathHint.For(environment.Files, run.Root)
        : HasErrors(run) ? DialectHint.For(environment, run, dialect)
        : null;

    private static bool HasErrors(SchemaRun run)
    {
        foreach (SchemaDiagnostic diagnostic in run.Diagnostics)
        {
            if (diagnostic.Severity == SchemaSeverity.Error)
            {
                return true;
            }
        }

        return false;
    }
}
