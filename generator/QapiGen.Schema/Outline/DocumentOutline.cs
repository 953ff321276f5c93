using System.Collections.Generic;
using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Outline;

/// <summary>What a file defines, and every place where it writes a name. Depends on the document alone, so that it can be kept as long as that.</summary>
/// <param name="Document">The document.</param>
/// <param name="Definitions">Its definitions, in order; also those that a syntax fault cut off, if their name is known.</param>
/// <param name="Occurrences">Its names, by place.</param>
public sealed record DocumentOutline(SchemaDocument Document, IReadOnlyList<DefinitionOutline> Definitions, IReadOnlyList<NameOccurrence> Occurrences)
{
    /// <summary>The name at a place, or directly before it; null if there is none.</summary>
    /// <param name="offset">Offset in the file's text.</param>
    public NameOccurrence? FindAt(int offset)
    {
        int low = 0;
        int high = Occurrences.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Occurrences[middle].Span.End < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < Occurrences.Count && Occurrences[low].Span.Start <= offset ? Occurrences[low] : null;
    }

    /// <summary>The definition at a place, its documentation included; null if there is none.</summary>
    /// <param name="offset">Offset in the file's text.</param>
    public DefinitionOutline? FindDefinitionAt(int offset)
    {
        foreach (DefinitionOutline definition in Definitions)
        {
            if (definition.Extent.Start <= offset && offset <= definition.Extent.End)
            {
                return definition;
            }
        }

        return null;
    }
}
