using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Whether a command may run before the machine exists changed. (QAPI3109)</summary>
internal sealed class PreconfigChanged : CompatibilityRule, IChangeRule<CommandChange>
{
    /// <summary>Makes the rule.</summary>
    public PreconfigChanged()
        : base("QAPI3109", "allow-preconfig-changed", Aspect.Preconfig, "command '{0}' is {1} allowed before the machine exists")
    {
    }

    /// <inheritdoc/>
    public void Check(CommandChange change, FindingSink sink)
    {
        if (change.Traits is (CommandTraits old, CommandTraits @new) && old.AllowsPreconfig != @new.AllowsPreconfig)
        {
            Facts facts = old.AllowsPreconfig ? Breaks(Certainty.Possible) : Breaks(Certainty.Never, Certainty.Possible);
            sink.Report(this, change, facts, change.Path, old.AllowsPreconfig ? "no longer" : "now");
        }
    }
}
