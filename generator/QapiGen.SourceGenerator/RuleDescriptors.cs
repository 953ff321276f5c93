using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.SourceGenerator;

/// <summary>The rules of the language as Roslyn wants them.</summary>
internal static class RuleDescriptors
{
    private const string Category = "QapiGen.Schema";

    private static readonly ConcurrentDictionary<string, DiagnosticDescriptor> Known = new();

    /// <summary>A severity as Roslyn names it.</summary>
    public static DiagnosticSeverity GetSeverity(SchemaSeverity severity) => severity switch
    {
        SchemaSeverity.Error => DiagnosticSeverity.Error,
        SchemaSeverity.Warning => DiagnosticSeverity.Warning,
        _ => DiagnosticSeverity.Info,
    };

    /// <summary>The descriptor of a rule.</summary>
    public static DiagnosticDescriptor Get(SchemaRule rule) => Known.GetOrAdd(rule.Id, _ => Create(rule));

    // The message is made by the schema's own diagnostic, which knows the definition around it. As with C#'s own errors nothing turns one off: what is generated of a faulty schema lacks what is faulty.
    private static DiagnosticDescriptor Create(SchemaRule rule) => new(
        rule.Id,
        rule.Name,
        "{0}",
        Category,
        GetSeverity(rule.Severity),
        isEnabledByDefault: true,
        description: null,
        RulePages.Of(rule.Id),
        rule.Severity == SchemaSeverity.Error ? [WellKnownDiagnosticTags.NotConfigurable] : []);
}
