using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace QapiGen.SourceGenerator.Use;

/// <summary>Ways around a statement: <c>goto</c>, which leads to any label of the statements that it stands among.</summary>
internal static class Jumps
{
    /// <summary>Whether a statement can be come to without what stands before it.</summary>
    /// <param name="statements">Those of a block, or of a section of a <c>switch</c>, in order.</param>
    /// <param name="scope">Where labels of these statements can be jumped to from: the block, or the whole <c>switch</c>.</param>
    /// <param name="passed">Index of the statement that has to be passed.</param>
    /// <param name="reached">Index of the statement behind it.</param>
    public static bool LeadAround(ImmutableArray<IOperation> statements, IOperation scope, int passed, int reached)
    {
        Dictionary<ILabelSymbol, int> labels = LabelsOf(statements);
        if (labels.Count == 0)
        {
            return false;
        }

        // Everything from the first such label on; from there jumps lead on.
        int around = statements.Length;
        (int From, int To)[] jumps =
        [
            .. scope.Descendants().OfType<IBranchOperation>()
                .Where(jump => jump.BranchKind == BranchKind.GoTo && labels.TryGetValue(jump.Target, out int label) && label > passed)
                .Select(jump => (IndexOf(jump, statements), labels[jump.Target])),
        ];
        for (int before = -1; before != around;)
        {
            before = around;
            foreach ((int from, int to) in jumps)
            {
                around = to < around && (from <= passed || from >= around) ? to : around;
            }
        }

        return around <= reached;
    }

    private static Dictionary<ILabelSymbol, int> LabelsOf(ImmutableArray<IOperation> statements)
    {
        var labels = new Dictionary<ILabelSymbol, int>(SymbolEqualityComparer.Default);
        for (int i = 0; i < statements.Length; i++)
        {
            for (IOperation? statement = statements[i]; statement is ILabeledOperation labelled; statement = labelled.Operation)
            {
                labels[labelled.Label] = i;
            }
        }

        return labels;
    }

    /// <summary>Which of the statements an operation stands in; -1 for none.</summary>
    private static int IndexOf(IOperation operation, ImmutableArray<IOperation> statements)
    {
        for (IOperation? current = operation; current is not null; current = current.Parent)
        {
            int index = statements.IndexOf(current);
            if (index >= 0)
            {
                return index;
            }
        }

        return -1;
    }
}
