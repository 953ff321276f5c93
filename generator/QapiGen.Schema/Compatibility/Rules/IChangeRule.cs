using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A rule about one kind of change.</summary>
/// <typeparam name="TChange">The kind; <see cref="Change"/> itself for rules about every named element.</typeparam>
internal interface IChangeRule<in TChange>
    where TChange : Change
{
    /// <summary>Looks at a change and reports it if it is what the rule is about.</summary>
    void Check(TChange change, FindingSink sink);
}
