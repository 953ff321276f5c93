using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A command that returned an object returns nothing. (QAPI3105)</summary>
internal sealed class ResultRemoved : CompatibilityRule, IChangeRule<CommandChange>
{
    /// <summary>Makes the rule.</summary>
    public ResultRemoved()
        : base("QAPI3105", "result-removed", Aspect.Data, "command '{0}' no longer returns {1}")
    {
    }

    /// <inheritdoc/>
    public void Check(CommandChange change, FindingSink sink)
    {
        if (change is { Old.Result: WireObject { IsEmpty: false } result, New.Result: WireObject { IsEmpty: true } })
        {
            sink.Report(
                this, change, Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Callers), Direction.Receive, null, change.Path, result.Description);
        }
    }
}
