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

/// <summary>How a command takes its arguments, or an event its data.</summary>
public enum ArgumentsKind
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>One by one.</summary>
    Members,

    /// <summary>As one value of a named type.</summary>
    Boxed,

    /// <summary>As JSON (<c>gen: false</c>).</summary>
    Raw,
}

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

/// <summary>A module's commands as a property of the client of the whole schema.</summary>
/// <param name="Identifier">Name of the property.</param>
/// <param name="InterfaceName">Full name of the command interface.</param>
/// <param name="ClientName">Full name of the proxy.</param>
/// <param name="ModuleName">The module, for the documentation.</param>
/// <param name="Commands">Its commands, if it is another assembly's; else the module writes them itself.</param>
public sealed record ClientPropertySpec(string Identifier, string InterfaceName, string ClientName, string ModuleName, EquatableArray<CommandSpec> Commands);
