using QapiGen.Schema.Text;

namespace QapiGen.Schema.Outline;

/// <summary>A place where a name is written.</summary>
/// <param name="Role">What the name does there.</param>
/// <param name="Name">The name, without quotes, <c>*</c> and <c>@</c>.</param>
/// <param name="Owner">The definition it stands in or documents; empty outside of definitions.</param>
/// <param name="Span">Where exactly the name stands.</param>
public sealed record NameOccurrence(NameRole Role, string Name, string Owner, SourceSpan Span)
{
    /// <summary>The name that it follows behind a dot, for a <see cref="NameRole.DocPart"/>; else null.</summary>
    public NameOccurrence? Before { get; init; }

    /// <summary>Whether <c>[]</c> stands between the two: it is a part of what a command returns, or of what is in an array.</summary>
    public bool IsOfElement { get; init; }
}

/// <summary>What a name does where it stands.</summary>
public enum NameRole
{
    /// <summary>Names a definition: the value of <c>struct</c>, <c>command</c> ….</summary>
    Definition,

    /// <summary>Refers to a type: of a member, a base, arguments, a result.</summary>
    Type,

    /// <summary>Names a member.</summary>
    Member,

    /// <summary>Names a value of an enum.</summary>
    Value,

    /// <summary>Names a branch of a union: refers to a value of the discriminator's enum.</summary>
    Branch,

    /// <summary>Names a branch of an alternate.</summary>
    Alternative,

    /// <summary>The value of <c>discriminator</c>: refers to a member of the base.</summary>
    Discriminator,

    /// <summary>Names a feature.</summary>
    Feature,

    /// <summary>A symbol in a condition.</summary>
    Symbol,

    /// <summary>The path of an include directive.</summary>
    Include,

    /// <summary>A name in a list of a pragma: refers to a definition.</summary>
    PragmaName,

    /// <summary>The symbol of a documentation block.</summary>
    DocSymbol,

    /// <summary>Opens the description of a member, argument, branch or value.</summary>
    DocMember,

    /// <summary>Opens the description of a feature.</summary>
    DocFeature,

    /// <summary><c>@name</c> in the text of documentation: a member of what is documented or, in older releases, a definition.</summary>
    DocMention,

    /// <summary>A name in single backquotes in the text of documentation, with a role or without: a definition, or a member of what is documented.</summary>
    DocReference,

    /// <summary>What follows such a name behind a dot: a part of the definition, or of the member's type. Behind a module it is a definition.</summary>
    DocPart,

    /// <summary>The command that an example in documentation sends.</summary>
    DocCommand,

    /// <summary>The event that an example in documentation shows.</summary>
    DocEvent,
}
