using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary><c>gen: false</c> came or went, and with it whether the schema's members are all that a command takes. (QAPI3110)</summary>
internal sealed class ArgumentCheckingChanged : CompatibilityRule, IChangeRule<CommandChange>
{
    /// <summary>Makes the rule.</summary>
    public ArgumentCheckingChanged()
        : base("QAPI3110", "argument-checking-changed", Aspect.Checking, "arguments of command '{0}' {1} by the schema (gen: false)")
    {
    }

    /// <inheritdoc/>
    public void Check(CommandChange change, FindingSink sink)
    {
        if (change.Traits is (CommandTraits old, CommandTraits @new) && old.ChecksArguments != @new.ChecksArguments)
        {
            string what = @new.ChecksArguments ? "are now checked" : "are no longer checked";
            sink.Report(this, change, Breaks(Certainty.Possible, Certainty.Information, SourceBreaks.Both), change.Path, what);
        }
    }
}
