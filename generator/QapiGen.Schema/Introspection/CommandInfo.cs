namespace QapiGen.Schema.Introspection;

/// <summary>A command.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ArgumentType">Reference to the object type of its arguments.</param>
/// <param name="ReturnType">Reference to the type of its result.</param>
/// <param name="AllowsOutOfBand">Whether it may run out-of-band.</param>
public sealed record CommandInfo(string Name, string ArgumentType, string ReturnType, bool AllowsOutOfBand) : SchemaInfo(Name)
{
    /// <inheritdoc/>
    public override string MetaType => "command";
}
