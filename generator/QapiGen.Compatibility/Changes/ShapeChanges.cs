using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>Makes the change of a pair of types as a whole.</summary>
internal static class ShapeChanges
{
    /// <summary>Makes it.</summary>
    public static ShapeChange Make(PairNode node, ShapeEquality shapes, bool hasOtherTagValues = false) => new()
    {
        Path = node.Path,
        Reach = node.Reach,
        Old = node.Old,
        New = node.New,
        HasSameShape = node.Old.Name != node.New.Name && shapes.AreEqual(node.Old, node.New),
        HasOtherTagValues = hasOtherTagValues,
    };
}
