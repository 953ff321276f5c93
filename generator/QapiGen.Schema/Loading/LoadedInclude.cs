using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Loading;

/// <summary>An include directive with the file it leads to.</summary>
/// <param name="Directive">The directive.</param>
/// <param name="File">The file, or null when it can't be had (spec I-3, I-4); that has been reported.</param>
/// <param name="IsFirst">Whether this is the first include of that file in reading order, the place where it is processed (spec I-2).</param>
public sealed record LoadedInclude(IncludeSyntax Directive, LoadedFile? File, bool IsFirst);
