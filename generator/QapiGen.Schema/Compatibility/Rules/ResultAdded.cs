using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A command that returned nothing returns an object: an old client ignores its members, a new one misses them. (QAPI3104)</summary>
internal sealed class ResultAdded : CompatibilityRule, IChangeRule<CommandChange>
{
    /// <summary>Makes the rule.</summary>
    public ResultAdded()
        : base("QAPI3104", "result-added", Aspect.Data, "command '{0}' now returns {1}")
    {
    }

    /// <inheritdoc/>
    public void Check(CommandChange change, FindingSink sink)
    {
        if (change is { Old.Result: WireObject { IsEmpty: true }, New.Result: WireObject { IsEmpty: false } result })
        {
            sink.Report(
                this, change, Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Callers), Direction.Receive, null, change.Path, result.Description);
        }
    }
}
