using QapiGen.Compatibility.Findings;

namespace QapiGen.Compatibility.Changes;

/// <summary>A way from a command or event into the graph.</summary>
/// <param name="Name">The command or event.</param>
/// <param name="Direction">Which way its values go.</param>
/// <param name="Edge">Where it leads.</param>
internal sealed record PairRoot(string Name, Direction Direction, PairEdge Edge)
{
    /// <summary>False where the old side takes any arguments (<c>gen: false</c>).</summary>
    public bool IsCheckedByOld { get; init; } = true;

    /// <summary>False where the new side takes any arguments.</summary>
    public bool IsCheckedByNew { get; init; } = true;
}
