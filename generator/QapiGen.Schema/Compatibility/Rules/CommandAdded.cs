using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A command is new: a client has to probe before it calls an old server. (QAPI3102)</summary>
internal sealed class CommandAdded : CompatibilityRule, IChangeRule<CommandChange>
{
    /// <summary>Makes the rule.</summary>
    public CommandAdded()
        : base("QAPI3102", "command-added", Aspect.Presence, "command '{0}' was added")
    {
    }

    /// <inheritdoc/>
    public void Check(CommandChange change, FindingSink sink)
    {
        if (change.IsAddition)
        {
            sink.Report(this, change, Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Implementers), change.Path);
        }
    }
}
