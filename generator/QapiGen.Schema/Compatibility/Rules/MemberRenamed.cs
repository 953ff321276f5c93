using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A member went away and a similar one of the same type came. (QAPI3317)</summary>
internal sealed class MemberRenamed : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public MemberRenamed()
        : base("QAPI3317", "member-renamed", Aspect.Presence, "member '{0}' probably was renamed to '{1}'")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change is { IsRenamed: true, Old: not null, New: not null })
        {
            Certainty certainty = change.Old.IsOptional ? Certainty.WhenUsed : Certainty.Always;
            sink.Report(this, change, Breaks(certainty, certainty, SourceBreaks.Both), change.Old.Name, change.New.Name);
        }
    }
}
