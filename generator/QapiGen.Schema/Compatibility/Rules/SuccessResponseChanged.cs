using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Whether success is answered changed: a caller waits for ever, or gets a reply that it doesn't expect. (QAPI3107)</summary>
internal sealed class SuccessResponseChanged : CompatibilityRule, IChangeRule<CommandChange>
{
    /// <summary>Makes the rule.</summary>
    public SuccessResponseChanged()
        : base("QAPI3107", "success-response-changed", Aspect.SuccessResponse, "command '{0}' {1}")
    {
    }

    /// <inheritdoc/>
    public void Check(CommandChange change, FindingSink sink)
    {
        if (change.Traits is (CommandTraits old, CommandTraits @new) && old.HasSuccessResponse != @new.HasSuccessResponse)
        {
            string what = @new.HasSuccessResponse ? "now answers when it succeeds" : "no longer answers when it succeeds";
            sink.Report(this, change, Breaks(Certainty.Always, Certainty.Always, SourceBreaks.Both), Direction.Receive, null, change.Path, what);
        }
    }
}
