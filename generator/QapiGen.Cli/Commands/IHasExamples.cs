using System.Collections.Generic;

namespace QapiGen.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal interface IHasExamples
{
    /// <summary>Command lines with what they do, in the order to show.</summary>
    IReadOnlyList<(string Line, string Explanation)> Examples { get; }
}
