using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;

namespace QapiGen.Cli.Schemas;

/// <summary>Says which release a schema was written for, where it isn't the one it was read as.</summary>
internal static class DialectHint
{
    /// <summary>A sentence that names a better dialect than the one in which a schema failed; null where there is none.</summary>
    public static string? For(CliEnvironment environment, SchemaRun run, Dialect used)
    {
        if (used == Dialect.Lenient || run.Loaded?.Root.Document.File is not { } file)
        {
            return null;
        }

        var resolver = new FileSchemaResolver(environment.Files, run.Includes);
        var options = new SchemaLoaderOptions { WorkingDirectory = environment.Files.CurrentDirectory };
        var guess = DialectGuess.Of(SchemaLoader.Load(file, resolver, Dialect.Lenient, new DiagnosticBag(), options));
        return guess.Location is not { } sign || guess.Dialect.Name == used.Name
            ? null
            : $"This looks like a schema of QEMU {guess.Dialect.Name} (see {DiagnosticWriter.Format(sign)}): try --dialect {guess.Dialect.Name}, or leave --dialect out.";
    }
}
