using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Matching;

/// <summary>An element on both sides or on one.</summary>
/// <param name="Old">The old one; null if it was added.</param>
/// <param name="New">The new one; null if it was removed.</param>
internal readonly record struct ElementPair<T>(T? Old, T? New)
    where T : WireElement
{
    /// <summary>Whether the two have different names.</summary>
    public bool IsRenamed => Old is not null && New is not null && Old.Name != New.Name;
}
