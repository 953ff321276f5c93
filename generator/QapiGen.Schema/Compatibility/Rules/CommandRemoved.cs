using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A command went away: who calls it gets an error. (QAPI3101)</summary>
internal sealed class CommandRemoved : CompatibilityRule, IChangeRule<CommandChange>
{
    /// <summary>Makes the rule.</summary>
    public CommandRemoved()
        : base("QAPI3101", "command-removed", Aspect.Presence, "command '{0}' was removed")
    {
    }

    /// <inheritdoc/>
    public void Check(CommandChange change, FindingSink sink)
    {
        if (change.IsRemoval)
        {
            sink.Report(this, change, Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Callers), change.Path);
        }
    }
}
