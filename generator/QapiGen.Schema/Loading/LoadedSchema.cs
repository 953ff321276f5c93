using System.Collections.Generic;
using QapiGen.Schema.Dialects;

namespace QapiGen.Schema.Loading;

/// <summary>A root file with everything it includes: the end of phase 1 (spec R-25), and what is bound.</summary>
/// <param name="Root">The root.</param>
/// <param name="Files">All files: the root, then by first include in reading order, depth first (spec I-8).</param>
/// <param name="Dialect">The dialect the files were parsed in (spec V-44).</param>
public sealed record LoadedSchema(LoadedFile Root, IReadOnlyList<LoadedFile> Files, Dialect Dialect);
