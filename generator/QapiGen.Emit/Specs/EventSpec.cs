using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

/// <summary>An event.</summary>
/// <param name="WireName">The QAPI name.</param>
/// <param name="Identifier">The C# name: of its descriptor and of the emitter's method.</param>
/// <param name="TypeName">Name of its record.</param>
/// <param name="DataName">Name of the struct that carries its data to the wire.</param>
/// <param name="Kind">How it holds its data.</param>
/// <param name="Members">Its data; the one member if it is boxed.</param>
/// <param name="Features">Its features.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record EventSpec(
    string WireName,
    string Identifier,
    string TypeName,
    string DataName,
    ArgumentsKind Kind,
    EquatableArray<MemberSpec> Members,
    EquatableArray<string> Features,
    MarkSpec Mark,
    DocSpec Doc)
{
    /// <summary>Parameters of the emitter's method: mandatory ones first, so that optional ones can be left out; else in schema order.</summary>
    public IEnumerable<MemberSpec> Parameters => Members.OrderBy(member => member.IsOptional);
}
