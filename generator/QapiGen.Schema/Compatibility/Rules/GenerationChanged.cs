using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Keys that only generated code shows changed: <c>boxed</c>, <c>coroutine</c>, <c>prefix</c>. (QAPI3111)</summary>
internal sealed class GenerationChanged : CompatibilityRule, IChangeRule<Change>
{
    /// <summary>Makes the rule.</summary>
    public GenerationChanged()
        : base("QAPI3111", "generation-changed", Aspect.Generation, "{0}")
    {
    }

    /// <inheritdoc/>
    public void Check(Change change, FindingSink sink)
    {
        switch (change)
        {
            case CommandChange { Traits: (CommandTraits old, CommandTraits @new) }:
                Boxed(old.IsBoxed, @new.IsBoxed, change, sink);
                Report(old.IsCoroutine != @new.IsCoroutine, "coroutine", SourceBreaks.None, change, sink);
                break;
            case EventChange { Old.IsBoxed: bool old, New.IsBoxed: bool @new }:
                Boxed(old, @new, change, sink);
                break;
            case ShapeChange { Old: WireEnum old, New: WireEnum @new }:
                Report(!sink.HasIntrospection && old.Prefix != @new.Prefix, "prefix", SourceBreaks.None, change, sink);
                break;
        }
    }

    private void Boxed(bool old, bool @new, Change change, FindingSink sink) =>
        Report(old != @new, "boxed", SourceBreaks.Implementers, change, sink);

    private void Report(bool differs, string key, SourceBreaks source, Change change, FindingSink sink)
    {
        if (differs)
        {
            string text = $"'{key}' of '{change.Path}' changed, which doesn't show on the wire";
            sink.Report(this, change, Breaks(source: source), Direction.None, null, text);
        }
    }
}
