using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A type has another name or was exchanged for one of the same shape, which only C# shows. (QAPI3415)</summary>
internal sealed class TypeRenamed : CompatibilityRule, IChangeRule<ShapeChange>
{
    /// <summary>Makes the rule.</summary>
    public TypeRenamed()
        : base("QAPI3415", "type-renamed", Aspect.TypeName, "type '{0}' took the place of '{1}'; the shape on the wire is the same")
    {
    }

    /// <inheritdoc/>
    public void Check(ShapeChange change, FindingSink sink)
    {
        if (change is { HasSameShape: true, Old: { IsNamed: true, Name: string old }, New: { IsNamed: true, Name: string @new } })
        {
            sink.Report(
                this, change, Breaks(source: SourceBreaks.Both), Direction.None, "an alias keeps C# callers compiling", @new, old);
        }
    }
}
