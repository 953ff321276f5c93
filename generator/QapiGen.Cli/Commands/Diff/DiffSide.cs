using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">What the user called it.</param>
/// <param name="Schema">The schema; null if it has faults, which were reported.</param>
/// <param name="File">Its root, or the saved reply; null of a live server.</param>
internal sealed record DiffSide(string Name, WireSchema? Schema, SchemaFile? File)
{
    /// <summary>The schema with all that the wire doesn't show; null of saved replies and live servers.</summary>
    public QapiSchema? Model { get; init; }
}
