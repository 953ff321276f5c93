using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Loading;

/// <summary>A root file with everything it includes: the end of phase 1 (spec R-25), and what is bound.</summary>
/// <param name="Root">The root.</param>
/// <param name="Files">All files: the root, then by first include in reading order, depth first (spec I-8).</param>
/// <param name="Dialect">The dialect the files were parsed in (spec V-44).</param>
public sealed record LoadedSchema(LoadedFile Root, IReadOnlyList<LoadedFile> Files, Dialect Dialect);

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

/// <summary>An include directive with the file it leads to.</summary>
/// <param name="Directive">The directive.</param>
/// <param name="File">The file, or null when it can't be had (spec I-3, I-4); that has been reported.</param>
/// <param name="IsFirst">Whether this is the first include of that file in reading order, the place where it is processed (spec I-2).</param>
public sealed record LoadedInclude(IncludeSyntax Directive, LoadedFile? File, bool IsFirst);
