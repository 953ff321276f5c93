using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;

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

    /// <summary>Commands, events and all that the pairs of types hold.</summary>
    public IEnumerable<Change> Elements => Commands.Concat<Change>(Events).Concat(Nodes.SelectMany(static node => node.Changes));
}

/// <summary>A way from a command or event into the graph.</summary>
/// <param name="Name">The command or event.</param>
/// <param name="Direction">Which way its values go.</param>
/// <param name="Edge">Where it leads.</param>
internal sealed record PairRoot(string Name, Direction Direction, PairEdge Edge)
{
    /// <summary>False where the old side takes any arguments (<c>gen: false</c>).</summary>
    public bool IsCheckedByOld { get; init; } = true;

    /// <summary>Whether a command or event may have written it in itself, and inherits nothing; false of results, whose types have names.</summary>
    public bool MayBeInline { get; init; }

    /// <summary>False where the new side takes any arguments.</summary>
    public bool IsCheckedByNew { get; init; } = true;
}

/// <summary>A way from a pair of types to a pair that it holds.</summary>
/// <param name="Target">Where it leads.</param>
/// <param name="IsUnstable">Whether it passes something unstable.</param>
/// <param name="IsDeprecated">Whether it passes something that was deprecated.</param>
internal sealed record PairEdge(PairNode Target, bool IsUnstable, bool IsDeprecated);

/// <summary>An old and a new type that meet at the same place of some message: a node of the graph of pairs.</summary>
internal sealed class PairNode
{
    /// <summary>Makes a node.</summary>
    public PairNode(WireType old, WireType @new, string route)
    {
        Old = old;
        New = @new;
        Route = route;
    }

    /// <summary>The old type.</summary>
    public WireType Old { get; }

    /// <summary>The new type.</summary>
    public WireType New { get; }

    /// <summary>The way by which it was met first, from a command or event.</summary>
    public string Route { get; }

    /// <summary>What findings about the type itself say as path.</summary>
    public string Path => New.Name ?? Old.Name ?? Route;

    /// <summary>What findings about it as a whole say as path: where it has no name, the element that has it is something else.</summary>
    public string TypePath => New.Name ?? Old.Name ?? $"{Route}:{(New is WireObject ? "object" : New is WireEnumType ? "enum" : "alternate")}";

    /// <summary>What to say of a change inside it if the types have different names, or a captured side doesn't tell that; else null.</summary>
    public string? Place => Old is { IsNamed: true } && New is { IsNamed: true } && Old.Name != New.Name ? $"where '{New.Name}' took the place of '{Old.Name}'"
        : Old.Name is null != New.Name is null && !IsMetElsewhere && Branch is (string union, string value) ? $"in the branch '{value}' of '{union}'{(HasNothingInCommon ? ", which seems to have another type now" : string.Empty)}"
        : null;

    // Names would tell whether another type was taken, or this one changed.
    private bool HasNothingInCommon => Old is WireObject old && New is WireObject @new && !old.Members.Any(member => @new.Members.Any(other => other.Name == member.Name));

    /// <summary>The branch by which it was met first, its union's path and its value; null if by something else.</summary>
    public (string Union, string Value)? Branch { get; init; }

    /// <summary>Whether it was met in several ways.</summary>
    public bool IsMetElsewhere { get; set; }

    /// <summary>How it is reached; filled once the graph is complete.</summary>
    public Reach Reach { get; } = new();

    /// <summary>Elements of the two types.</summary>
    public List<Change> Changes { get; } = new();

    /// <summary>Pairs that this one leads to.</summary>
    public List<PairEdge> Edges { get; } = new();

    /// <summary>Last walk that passed here.</summary>
    public int Mark { get; set; }
}
