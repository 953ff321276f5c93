using System;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Loading;

/// <summary>Which release a schema seems to be written for, by the signs of spec V-43; to be shown to the user, who may know better.</summary>
/// <param name="Dialect">The dialect guessed.</param>
/// <param name="Location">Where the sign stands that led to it; null if there is none.</param>
public sealed record DialectGuess(Dialect Dialect, SchemaLocation? Location)
{
    private static readonly string[] SignsOf72 = { "command-name-exceptions", "command-returns-exceptions", "member-name-exceptions" };
    private static readonly string[] SignsOf52 = { "returns-whitelist", "name-case-whitelist" };

    /// <summary>Guesses the dialect of a schema that has been loaded leniently.</summary>
    public static DialectGuess Of(LoadedSchema schema)
    {
        if (FindPragma(schema, "documentation-exceptions") is { } sign10)
        {
            return Of10(schema, sign10);
        }

        if ((FindPragma(schema, SignsOf72) ?? FindCondition(schema, static condition => condition is ObjectSyntax)) is { } sign72)
        {
            return new DialectGuess(Dialect.Qemu72, sign72);
        }

        return (FindPragma(schema, SignsOf52) ?? FindCondition(schema, IsOld) ?? FindSimpleUnion(schema)) is { } sign52
            ? new DialectGuess(Dialect.Qemu52, sign52)
            : new DialectGuess(Dialect.Qemu102, null);
    }

    // 10.0 and 10.2 differ in the checks of documentation lines.
    private static DialectGuess Of10(LoadedSchema schema, SchemaLocation pragma)
    {
        foreach (LoadedFile file in schema.Files)
        {
            foreach (SchemaDiagnostic diagnostic in Parser.Parse(file.Document.File, Dialect.Qemu102).Diagnostics)
            {
                if (ReferenceEquals(diagnostic.Rule, SchemaRules.DocLineTooLong) || ReferenceEquals(diagnostic.Rule, SchemaRules.DocSentenceGap))
                {
                    return new DialectGuess(Dialect.Qemu100, diagnostic.Location);
                }
            }
        }

        return new DialectGuess(Dialect.Qemu102, pragma);
    }

    private static SchemaLocation? FindPragma(LoadedSchema schema, params string[] keys) => Find(schema, item =>
    {
        foreach (PairSyntax pair in item is PragmaSyntax pragma ? pragma.Settings.Pairs : default)
        {
            if (Array.IndexOf(keys, pair.Key.Value) >= 0)
            {
                return pair.Key.Span;
            }
        }

        return null;
    });

    private static SchemaLocation? FindCondition(LoadedSchema schema, Func<ValueSyntax, bool> isSign) => Find(schema, item =>
    {
        foreach (ValueSyntax condition in item is DefinitionSyntax definition ? SyntaxConditions.Of(definition.Object) : Array.Empty<ValueSyntax>())
        {
            if (isSign(condition))
            {
                return condition.Span;
            }
        }

        return null;
    });

    private static SchemaLocation? FindSimpleUnion(LoadedSchema schema) => Find(schema, item =>
        item is DefinitionSyntax { IsBroken: false } definition
        && definition.Object.Find("union") is { } union
        && definition.Object.Find("discriminator") is null
            ? union.Key.Span
            : null);

    private static bool IsOld(ValueSyntax condition) =>
        condition is ArraySyntax || (condition is StringSyntax text && text.Value.IndexOf("defined(", StringComparison.Ordinal) >= 0);

    private static SchemaLocation? Find(LoadedSchema schema, Func<TopLevelSyntax, SourceSpan?> find)
    {
        foreach (LoadedFile file in schema.Files)
        {
            foreach (TopLevelSyntax item in file.Document.Items)
            {
                if (find(item) is { } found)
                {
                    return new SchemaLocation(file.Document.File, found);
                }
            }
        }

        return null;
    }
}
