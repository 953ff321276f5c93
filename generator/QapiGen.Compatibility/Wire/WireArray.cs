namespace QapiGen.Compatibility.Wire;

/// <summary>An array.</summary>
internal sealed class WireArray : WireType
{
    /// <summary>The element's type.</summary>
    public WireType Element { get; set; } = null!;

    /// <inheritdoc/>
    public override JsonKind JsonKind => JsonKind.Array;

    /// <inheritdoc/>
    public override string Description => $"a list of {Element.Description}";

    /// <inheritdoc/>
    protected override string KindDescription => "a list";
}
