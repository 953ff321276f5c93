using System;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands;

/// <summary>Guesses which release a schema was written for, by the signs of QAPI spec V-43.</summary>
internal sealed class DialectGuess
{
    private SchemaLocation? _documentationExceptions;
    private SchemaLocation? _exceptionsOrObjects;
    private SchemaLocation? _oldForms;
    private SchemaFile? _file;

    /// <summary>A sentence that names a better dialect than the one in which a schema failed; null where there is none.</summary>
    public static string? Hint(CliEnvironment environment, SchemaRun run, Dialect used)
    {
        if (used == Dialect.Lenient)
        {
            return null;
        }

        var resolver = new FileSchemaResolver(environment.Files, run.Includes);
        if (!resolver.TryRead(run.Root, out SchemaFile? file, out _)
            || Find(file, resolver, environment.Files.CurrentDirectory) is not { } guess
            || guess.Dialect.Name == used.Name)
        {
            return null;
        }

        return $"This looks like a schema of QEMU {guess.Dialect.Name} (see {DiagnosticWriter.Format(guess.Sign)}): try --dialect {guess.Dialect.Name}, or leave --dialect out.";
    }

    /// <summary>The release, and the place that shows it; null without a sign.</summary>
    public static (Dialect Dialect, SchemaLocation Sign)? Find(SchemaFile root, ISchemaResolver resolver, string workingDirectory)
    {
        var options = new SchemaLoaderOptions { WorkingDirectory = workingDirectory };
        var guess = new DialectGuess();
        foreach (LoadedFile file in SchemaLoader.Load(root, resolver, Dialect.Lenient, new DiagnosticBag(), options).Files)
        {
            guess.Scan(file.Document);
        }

        return guess switch
        {
            { _documentationExceptions: { } sign } => (HasNewestLines(root, resolver, options) ? Dialect.Qemu102 : Dialect.Qemu100, sign),
            { _exceptionsOrObjects: { } sign } => (Dialect.Qemu72, sign),
            { _oldForms: { } sign } => (Dialect.Qemu52, sign),
            _ => null,
        };
    }

    // 10.0 and 10.2 differ in nothing but the form of documentation lines (QAPI spec D-23).
    private static bool HasNewestLines(SchemaFile root, ISchemaResolver resolver, SchemaLoaderOptions options)
    {
        var diagnostics = new DiagnosticBag();
        SchemaLoader.Load(root, resolver, Dialect.Qemu102, diagnostics, options);
        foreach (SchemaDiagnostic diagnostic in diagnostics.ToArray())
        {
            if (diagnostic.Rule == SchemaRules.DocLineTooLong || diagnostic.Rule == SchemaRules.DocSentenceGap)
            {
                return false;
            }
        }

        return true;
    }

    private void Scan(SchemaDocument document)
    {
        _file = document.File;
        foreach (TopLevelSyntax item in document.Items)
        {
            if (item is PragmaSyntax pragma)
            {
                ScanPragma(pragma.Settings);
            }
            else if (item is DefinitionSyntax definition)
            {
                if (definition.Object.Find("union") is { } union && definition.Object.Find("discriminator") is null)
                {
                    _oldForms ??= At(union.Key);
                }

                ScanConditions(definition.Object);
            }
        }
    }

    private void ScanPragma(ObjectSyntax settings)
    {
        foreach (PairSyntax pair in settings.Pairs)
        {
            switch (pair.Key.Value)
            {
                case "documentation-exceptions":
                    _documentationExceptions ??= At(pair.Key);
                    break;
                case "command-name-exceptions" or "command-returns-exceptions" or "member-name-exceptions":
                    _exceptionsOrObjects ??= At(pair.Key);
                    break;
                case "returns-whitelist" or "name-case-whitelist":
                    _oldForms ??= At(pair.Key);
                    break;
            }
        }
    }

    private void ScanConditions(ValueSyntax value)
    {
        if (value is ArraySyntax array)
        {
            foreach (ValueSyntax element in array.Elements)
            {
                ScanConditions(element);
            }
        }

        if (value is not ObjectSyntax data)
        {
            return;
        }

        foreach (PairSyntax pair in data.Pairs)
        {
            if (pair.Key.Value == "if")
            {
                ScanCondition(pair);
            }

            ScanConditions(pair.Value);
        }
    }

    private void ScanCondition(PairSyntax pair)
    {
        if (pair.Value is ObjectSyntax)
        {
            _exceptionsOrObjects ??= At(pair.Key);
        }
        else if (pair.Value is ArraySyntax || (pair.Value is StringSyntax text && text.Value.Contains("defined(", StringComparison.Ordinal)))
        {
            _oldForms ??= At(pair.Key);
        }
    }

    private SchemaLocation At(StringSyntax key) => new(_file!, key.Span);
}
