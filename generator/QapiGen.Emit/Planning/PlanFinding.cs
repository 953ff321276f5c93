using QapiGen.Schema.Text;

namespace QapiGen.Emit.Planning;

/// <summary>Something that the plan of a schema found.</summary>
/// <param name="Kind">What.</param>
/// <param name="Location">Where, or null for the whole root.</param>
/// <param name="Arguments">What fills the message.</param>
public sealed record PlanFinding(PlanFindingKind Kind, SchemaLocation? Location, params string[] Arguments);

/// <summary>Kinds of findings of a plan.</summary>
public enum PlanFindingKind
{
    /// <summary>A referenced assembly has a module of this name with other definitions. Arguments: file name, assembly.</summary>
    ModuleMismatch,

    /// <summary>What is kept uses what a condition drops; it is kept too. Arguments: user, used.</summary>
    DroppedTypeUsed,

    /// <summary>A branch is dropped while its discriminator's value is kept. Arguments: union, branch, condition.</summary>
    DroppedBranch,

    /// <summary>A pattern matches no command or event. Arguments: pattern, <c>command</c> or <c>event</c>.</summary>
    PatternWithoutMatch,
}
