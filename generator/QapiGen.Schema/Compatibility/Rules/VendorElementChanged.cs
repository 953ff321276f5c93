namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A vendor's own element changed (QAPI3607): findings about it are judged as others, but count as this category.</summary>
internal sealed class VendorElementChanged : CompatibilityRule
{
    private VendorElementChanged()
        : base("QAPI3607", "vendor-element-changed", Aspect.Presence, "{0}")
    {
    }

    /// <summary>The rule.</summary>
    public static VendorElementChanged Instance { get; } = new();
}
