using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Loading;

/// <summary>A file of a loaded schema.</summary>
public sealed class LoadedFile
{
    /// <summary>Makes a file.</summary>
    /// <param name="document">The parsed text.</param>
    /// <param name="moduleName">Path relative to the root's directory, normalised, with <c>/</c> (spec I-6).</param>
    /// <param name="includeChain">Directives that led here at the first include, outermost first (spec R-20); empty for the root.</param>
    public LoadedFile(SchemaDocument document, string moduleName, EquatableArray<SchemaLocation> includeChain)
    {
        Document = document;
        ModuleName = moduleName;
        IncludeChain = includeChain;
    }

    /// <summary>The parsed text.</summary>
    public SchemaDocument Document { get; }

    /// <summary>Name of the file's module.</summary>
    public string ModuleName { get; }

    /// <summary>Directives that led here, outermost first.</summary>
    public EquatableArray<SchemaLocation> IncludeChain { get; }

    /// <summary>One entry per <see cref="IncludeSyntax"/> of <see cref="Document"/>, in the same order.</summary>
    public IReadOnlyList<LoadedInclude> Includes { get; internal set; } = Array.Empty<LoadedInclude>();

    /// <inheritdoc/>
    public override string ToString() => ModuleName;
}
