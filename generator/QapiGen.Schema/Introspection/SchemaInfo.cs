using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Introspection;

/// <summary>An element of what <c>query-qmp-schema</c> answers (spec Q-6).</summary>
/// <param name="Name">The real name of a command, event or built-in type; <c>[T]</c> for an array; else a masked name (spec Q-3).</param>
public abstract record SchemaInfo(string Name)
{
    /// <summary>Features in order; null where the key is absent, empty where conditions dropped them all (spec Q-12).</summary>
    public EquatableArray<string>? Features { get; init; }

    /// <summary>The value of <c>meta-type</c>.</summary>
    public abstract string MetaType { get; }
}
