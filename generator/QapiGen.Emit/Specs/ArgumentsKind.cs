namespace QapiGen.Emit.Specs;

/// <summary>How a command takes its arguments, or an event its data.</summary>
public enum ArgumentsKind
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>One by one.</summary>
    Members,

    /// <summary>As one value of a named type.</summary>
    Boxed,

    /// <summary>As JSON (<c>gen: false</c>).</summary>
    Raw,
}
