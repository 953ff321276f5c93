using System;
using System.Threading;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Loading;

/// <summary>What a user of <see cref="SchemaLoader"/> may want to say.</summary>
public sealed class SchemaLoaderOptions
{
    /// <summary>Parses every file, and knows no working directory.</summary>
    public static SchemaLoaderOptions Default { get; } = new();

    /// <summary>Gives a file's document, perhaps a cached one; null to parse.</summary>
    public Func<SchemaFile, Dialect, SchemaDocument>? Parse { get; init; }

    /// <summary>
    /// The absolute directory that relative paths start from; needed to recognise a file that is named both relatively and
    /// absolutely (spec I-2). Null when all paths are of one sort.
    /// </summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Stops the loading.</summary>
    public CancellationToken CancellationToken { get; init; }
}
