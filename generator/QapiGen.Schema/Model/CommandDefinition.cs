namespace QapiGen.Schema.Model;

/// <summary>A command.</summary>
public sealed class CommandDefinition : SchemaEntity
{
    /// <summary>The arguments' type; null when there are none.</summary>
    public ObjectType? Arguments { get; init; }

    /// <summary>The result's type; null stands for the empty object.</summary>
    public SchemaType? Returns { get; init; }

    /// <summary>Whether generated code takes the arguments as one object (spec T-16).</summary>
    public bool IsBoxed { get; init; }

    /// <summary>False for <c>gen: false</c>: arguments aren't checked by the schema (spec W-21).</summary>
    public bool HasGeneratedMarshalling { get; init; } = true;

    /// <summary>False for <c>success-response: false</c> (spec W-22).</summary>
    public bool HasSuccessResponse { get; init; } = true;

    /// <summary>Whether it may run out-of-band (spec W-23).</summary>
    public bool AllowsOutOfBand { get; init; }

    /// <summary>Whether it may run before the machine exists (spec W-23).</summary>
    public bool AllowsPreconfig { get; init; }

    /// <summary>Internal to QEMU (spec W-23).</summary>
    public bool IsCoroutine { get; init; }
}

/// <summary>An event.</summary>
public sealed class EventDefinition : SchemaEntity
{
    /// <summary>The type of its data; null when there is none.</summary>
    public ObjectType? Data { get; init; }

    /// <summary>Whether generated code takes the data as one object.</summary>
    public bool IsBoxed { get; init; }
}
