using QapiGen.Compatibility.Wire;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">What the user called it.</param>
/// <param name="Schema">The schema; null if it has faults, which were reported.</param>
internal sealed record DiffSide(string Name, WireSchema? Schema);
