using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Binding;

/// <summary>An entity's place in the order of entry (spec I-10), with what is still to be resolved.</summary>
internal sealed class EntityEntry
{
    /// <summary>The definition it comes from; null for what is built in and for includes.</summary>
    public DefinitionShape? Shape { get; init; }

    /// <summary>The entity; an array or command gets it when its turn comes, and never if it can't be had.</summary>
    public SchemaEntity? Entity { get; set; }

    /// <summary>The element of an array type (spec I-9).</summary>
    public TypeReference? Element { get; init; }

    /// <summary>The type that a simple union's branch wraps (spec I-9).</summary>
    public TypeReference? Wrapped { get; init; }

    /// <summary>The condition that a wrapper has by then (spec C-5).</summary>
    public Condition? WrapperCondition { get; init; }

    /// <summary>Whether this is the written definition, not something implicit that it caused.</summary>
    public bool IsDefinition { get; init; }

    /// <summary>How far checking has come.</summary>
    public CheckState State { get; set; }

    /// <summary>While being checked: the reference that is being followed.</summary>
    public SourceSpan Following { get; set; }

    /// <summary>How many bases lead here.</summary>
    public int Depth { get; set; }

    /// <summary>Of an object type: flat members by what clashes (spec N-10).</summary>
    public MemberTable? Members { get; set; }

    public override string ToString() => Entity?.Name ?? Element?.Name ?? "?";
}

/// <summary>How far phase 4 has come with an entity.</summary>
internal enum CheckState
{
    NotStarted,
    Running,
    Done,
}
