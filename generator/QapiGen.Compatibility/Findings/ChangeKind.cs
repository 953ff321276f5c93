namespace QapiGen.Compatibility.Findings;

/// <summary>What happened to an element, as a changelog sorts it.</summary>
public enum ChangeKind
{
    /// <summary>It stayed and is different.</summary>
    Changed,

    /// <summary>It came.</summary>
    Added,

    /// <summary>It stayed and will go away.</summary>
    Deprecated,

    /// <summary>It went.</summary>
    Removed,
}
