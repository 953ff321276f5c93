using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

/// <summary>A command.</summary>
/// <param name="WireName">The QAPI name.</param>
/// <param name="Identifier">The C# name: of its descriptor, and of its method without <c>Async</c>.</param>
/// <param name="Kind">How it takes its arguments.</param>
/// <param name="ArgumentsName">Full name of the type that is encoded as its arguments.</param>
/// <param name="Members">Its arguments; the one argument if they are boxed.</param>
/// <param name="Result">What it returns, or null.</param>
/// <param name="Flags">Names of its flags.</param>
/// <param name="Features">Its features.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record CommandSpec(
    string WireName,
    string Identifier,
    ArgumentsKind Kind,
    string ArgumentsName,
    EquatableArray<MemberSpec> Members,
    TypeSpec? Result,
    EquatableArray<string> Flags,
    EquatableArray<string> Features,
    MarkSpec Mark,
    DocSpec Doc)
{
    /// <summary>Name of its method.</summary>
    public string MethodName => Identifier + "Async";

    /// <summary>Name of its method in the client of the whole schema, where other modules' commands are as well.</summary>
    public string FlatName { get; init; } = "";

    /// <summary>Parameters of its method: mandatory ones first, so that optional ones can be left out; else in schema order.</summary>
    public IEnumerable<MemberSpec> Parameters => Members.OrderBy(member => member.IsOptional);

    /// <summary>Whether <see cref="Declared"/> says what the schema declares; a union isn't taken apart.</summary>
    public bool HasDeclared { get; init; }

    /// <summary>Arguments that the schema declares for a command that takes any (<see cref="ArgumentsKind.Raw"/>).</summary>
    public EquatableArray<MemberSpec> Declared { get; init; }
}
