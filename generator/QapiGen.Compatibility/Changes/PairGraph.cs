using System.Collections.Generic;

namespace QapiGen.Compatibility.Changes;

/// <summary>Everything that two schemas have to be compared in: commands, events and the pairs of types that these lead to.</summary>
/// <param name="Commands">The commands.</param>
/// <param name="Events">The events.</param>
/// <param name="Types">Differences of results' and members' types, in the order met.</param>
/// <param name="Nodes">Pairs of objects, enums and alternates, in the order met.</param>
internal sealed record PairGraph(
    IReadOnlyList<CommandChange> Commands,
    IReadOnlyList<EventChange> Events,
    IReadOnlyList<TypeChange> Types,
    IReadOnlyList<PairNode> Nodes)
{
    /// <summary>Types whose values are kept; none where those aren't asked about.</summary>
    public IReadOnlyList<StoredTypeChange> Stored { get; init; } = [];
}
