using System.Threading;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands;

/// <summary>From a path to a schema, for every command that reads one.</summary>
internal static class FrontEnd
{
    /// <summary>Reads, parses and binds a root and what it includes.</summary>
    public static SchemaRun Run(CliEnvironment environment, string root, Dialect dialect, IncludePaths includes, CancellationToken cancellationToken)
    {
        var resolver = new FileSchemaResolver(environment.Files, includes);
        if (!resolver.TryRead(root, out SchemaFile? file, out string? failure))
        {
            SchemaDiagnostic fault = SchemaLoader.UnreadableRoot(root, failure);
            return new SchemaRun(root, null, null, includes, new EquatableArray<SchemaDiagnostic>([fault]));
        }

        var diagnostics = new DiagnosticBag();
        var options = new SchemaLoaderOptions { WorkingDirectory = environment.Files.CurrentDirectory, CancellationToken = cancellationToken };
        LoadedSchema loaded = SchemaLoader.Load(file, resolver, dialect, diagnostics, options);
        QapiSchema schema = Binder.Bind(loaded, diagnostics);
        return new SchemaRun(root, loaded, schema, includes, diagnostics.ToArray());
    }

    /// <summary>Reads a schema that a command can't do without; reports what is wrong with it.</summary>
    /// <returns>The run, and the exit code if the command can't go on.</returns>
    public static (SchemaRun Run, int? ExitCode) Require(
        CliEnvironment environment, string root, Dialect dialect, IncludePaths includes, CancellationToken cancellationToken)
    {
        SchemaRun run = Run(environment, root, dialect, includes, cancellationToken);
        var writer = new DiagnosticWriter(environment.Error, environment.ColorsError);
        Report(environment, run, writer, dialect);
        return (run, run.IsUnreadable ? ExitCodes.Failure : writer.Errors > 0 ? ExitCodes.Findings : null);
    }

    /// <summary>Writes a run's findings, and what may help with them.</summary>
    public static void Report(CliEnvironment environment, SchemaRun run, DiagnosticWriter writer, Dialect dialect)
    {
        foreach (SchemaDiagnostic diagnostic in run.Diagnostics)
        {
            writer.Write(diagnostic, run.Root);
        }

        string? hint = run.Loaded is null ? PathHint.For(environment.Files, run.Root)
            : HasErrors(run) ? DialectGuess.Hint(environment, run, dialect)
            : null;
        if (hint is not null)
        {
            environment.Error.WriteLine(hint);
        }
    }

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
