using System;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>Which dialect a root is read in.</summary>
internal static class DialectChoice
{
    /// <summary>The dialect of a name; <c>auto</c> guesses it, and what isn't known is lenient.</summary>
    public static Dialect Choose(string? name, SchemaFile file, ISchemaResolver resolver, Func<SchemaFile, Dialect, SchemaDocument>? parse)
    {
        if (name != "auto")
        {
            return Dialect.TryParse(name, out Dialect? named) ? named : Dialect.Lenient;
        }

        LoadedSchema lenient = SchemaLoader.Load(file, resolver, Dialect.Lenient, new DiagnosticBag(), new SchemaLoaderOptions { Parse = parse });
        return DialectGuess.Of(lenient).Dialect;
    }
}
