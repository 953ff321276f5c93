using System;
using System.Collections.Generic;
using System.Threading;
using QapiGen.Reference.Content;
using QapiGen.Reference.Html;
using QapiGen.Reference.Manuals;
using QapiGen.Reference.Markdown;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;

namespace QapiGen.Reference;

/// <summary>Makes reference manuals: a page for each module, with what commands, events and types are and where they are used.</summary>
public static class ReferenceManual
{
    /// <summary>Makes a manual.</summary>
    /// <param name="loaded">The schema's files.</param>
    /// <param name="schema">What they mean; bound from <paramref name="loaded"/>.</param>
    /// <param name="options">What it shall be like; null for the usual.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Its files, in ordinal order of their names. The same schema gives the same bytes.</returns>
    public static IReadOnlyList<ManualFile> Write(LoadedSchema loaded, QapiSchema schema, ManualOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        ArgumentNullException.ThrowIfNull(schema);
        options ??= new ManualOptions();
        ManualContent content = ManualBuilder.Build(loaded, schema, options, cancellationToken);
        List<ManualFile> files = options.Format == ManualFormat.Markdown
            ? MarkdownManual.Write(content, cancellationToken)
            : HtmlManual.Write(content, cancellationToken);
        files.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return files;
    }
}
