using System.Collections.Generic;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

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

    /// <summary>What to say of a change inside it if the types have different names; else null.</summary>
    public string? Place => Old is { IsNamed: true } && New is { IsNamed: true } && Old.Name != New.Name
        ? $"where '{New.Name}' took the place of '{Old.Name}'"
        : null;

    /// <summary>How it is reached; filled once the graph is complete.</summary>
    public Reach Reach { get; } = new();

    /// <summary>Elements of the two types.</summary>
    public List<Change> Changes { get; } = new();

    /// <summary>Pairs that this one leads to.</summary>
    public List<PairEdge> Edges { get; } = new();

    /// <summary>Last walk that passed here.</summary>
    public int Mark { get; set; }
}
