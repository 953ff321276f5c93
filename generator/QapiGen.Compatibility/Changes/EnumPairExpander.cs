using System.Linq;
using QapiGen.Compatibility.Matching;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>Finds the changes between two enums.</summary>
internal static class EnumPairExpander
{
    /// <summary>Adds the changes of all values to a node.</summary>
    public static void Expand(PairNode node, WireEnumType old, WireEnumType @new, ShapeEquality shapes)
    {
        foreach (ElementPair<WireEnumValue> pair in ElementMatcher.Match(old.Values, @new.Values, IsRename))
        {
            node.Changes.Add(new ValueChange
            {
                Path = Way.Join(node.Path, (pair.New ?? pair.Old)!.Name),
                Old = pair.Old,
                New = pair.New,
                IsRenamed = pair.IsRenamed,
                Reach = node.Reach,
                Place = node.Place,
                Near = node.New.Location,
            });
        }

        node.Changes.Add(ShapeChanges.Make(node, shapes));
    }

    /// <summary>Whether any value is in both, perhaps in another spelling.</summary>
    public static bool HaveCommonValue(WireEnumType old, WireEnumType @new)
    {
        if (old.Values.Any(value => @new.Find(value.Name) is not null))
        {
            return true;
        }

        ILookup<string, WireEnumValue> spellings = @new.Values.ToLookup(value => NameSimilarity.Fold(value.Name));
        return old.Values.Any(value => NameSimilarity.Spellings(value.Name).Any(spelling => spellings[spelling].Any(other => IsRename(value, other))));
    }

    /// <summary>Whether a value probably is another one's new spelling.</summary>
    public static bool IsRename(WireElement old, WireElement @new) =>
        NameSimilarity.IsRespelling(old.Name, @new.Name) || NameSimilarity.IsPromotion(old.Name, @new.Name);
}
