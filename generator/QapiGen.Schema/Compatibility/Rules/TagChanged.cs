using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A union's discriminator has another name, or none of its old values. (QAPI3514)</summary>
internal sealed class TagChanged : CompatibilityRule, IChangeRule<ShapeChange>
{
    /// <summary>Makes the rule.</summary>
    public TagChanged()
        : base("QAPI3514", "discriminator-changed", Aspect.Shape, "the discriminator of union '{0}' is now '{1}'{2}; was: '{3}'")
    {
    }

    /// <inheritdoc/>
    public void Check(ShapeChange change, FindingSink sink)
    {
        if (change is { Old: WireObject { Tag: WireMember old }, New: WireObject { Tag: WireMember @new } }
            && (old.Name != @new.Name || change.HasOtherTagValues))
        {
            string values = change.HasOtherTagValues ? ", with other values" : string.Empty;
            sink.Report(
                this, change, Breaks(Certainty.Always, Certainty.Always, SourceBreaks.Both), change.Path, @new.Name, values, old.Name);
        }
    }
}
