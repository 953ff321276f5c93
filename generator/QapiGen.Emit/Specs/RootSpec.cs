using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

/// <summary>What is generated once per root.</summary>
/// <param name="Name">The root's module name.</param>
/// <param name="HintName">Beginning of the names of its generated files.</param>
/// <param name="Namespace">Namespace of the generated types.</param>
/// <param name="Role">Which sides to generate for.</param>
/// <param name="SchemaName">Name of the class with the compiled schema.</param>
/// <param name="ClientName">Name of the client of all modules.</param>
/// <param name="ModuleExpressions">Expressions for its modules, in order.</param>
/// <param name="Clients">Properties of the client.</param>
/// <param name="Introspection">Answer of <c>query-qmp-schema</c>, one SchemaInfo object per element.</param>
public sealed record RootSpec(
    string Name,
    string HintName,
    string Namespace,
    GenerationRole Role,
    string SchemaName,
    string ClientName,
    EquatableArray<string> ModuleExpressions,
    EquatableArray<ClientPropertySpec> Clients,
    EquatableArray<string> Introspection)
{
    /// <summary>The oldest server to work with; null for none.</summary>
    public string? MinimumVersion { get; init; }
}
