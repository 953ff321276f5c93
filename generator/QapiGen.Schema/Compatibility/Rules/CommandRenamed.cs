using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A command went away and a similar one of the same shape came: the name on the wire is another one. (QAPI3103)</summary>
internal sealed class CommandRenamed : CompatibilityRule, IChangeRule<CommandChange>
{
    /// <summary>Makes the rule.</summary>
    public CommandRenamed()
        : base("QAPI3103", "command-renamed", Aspect.Presence, "command '{0}' probably was renamed to '{1}'")
    {
    }

    /// <inheritdoc/>
    public void Check(CommandChange change, FindingSink sink)
    {
        if (change.IsRenamed)
        {
            sink.Report(this, change, Breaks(Certainty.WhenUsed, Certainty.Possible, SourceBreaks.Both), change.Old!.Name, change.New!.Name);
        }
    }
}
