using System;
using System.Collections.Generic;

namespace QapiGen.Schema.Model;

/// <summary>Branches that a configuration drops while it keeps their discriminator's value (spec W-7).</summary>
public static class DroppedBranches
{
    /// <summary>Finds them; empty for what is no union.</summary>
    public static IEnumerable<Branch> Find(ObjectType union, SymbolSet symbols)
    {
        if (union.Discriminator?.Type is not EnumType tag)
        {
            yield break;
        }

        HashSet<string>? kept = null;
        foreach (Branch branch in union.Branches)
        {
            if (!symbols.Holds(branch.Condition) && (kept ??= KeptValues(tag, symbols)).Contains(branch.Name))
            {
                yield return branch;
            }
        }
    }

    private static HashSet<string> KeptValues(EnumType tag, SymbolSet symbols)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (EnumValue value in tag.Values)
        {
            if (symbols.Holds(value.Condition))
            {
                kept.Add(value.Name);
            }
        }

        return kept;
    }
}
