using System.Globalization;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Diagnostics;

/// <summary>One finding about a schema.</summary>
/// <param name="Rule">The rule broken.</param>
/// <param name="Location">The offending token; null for a root that can't be read (spec R-26).</param>
/// <param name="Arguments">What fills the places of the rule's format.</param>
public sealed record SchemaDiagnostic(SchemaRule Rule, SchemaLocation? Location, EquatableArray<string> Arguments)
{
    /// <summary>The definition that the fault belongs to, as <c>struct 'X'</c> (spec R-19); null outside definitions.</summary>
    public string? Context { get; init; }

    /// <summary>The definition's line as QEMU reports it (spec R-18); equals the location's line for syntax errors.</summary>
    public int DefinitionLine { get; init; }

    /// <summary>Include directives that led to the file, outermost first (spec R-20).</summary>
    public EquatableArray<SchemaLocation> IncludeChain { get; init; }

    /// <summary>Other places that matter, such as an earlier definition (spec R-23), each with what it is.</summary>
    public EquatableArray<RelatedLocation> Related { get; init; }

    /// <summary>Severity after configuration.</summary>
    public SchemaSeverity Severity { get; init; } = Rule.Severity;

    /// <summary>The message, in English, on one line: what it quotes of a schema is safe to print.</summary>
    public string Message
    {
        get
        {
            var arguments = new object[Arguments.Count];
            for (int i = 0; i < arguments.Length; i++)
            {
                arguments[i] = SafeText.Quote(Arguments[i]);
            }

            string text = string.Format(CultureInfo.InvariantCulture, Rule.Format, arguments);
            return Context is null ? text : $"In {SafeText.Quote(Context)}: {text}";
        }
    }
}

/// <summary>A further place that a diagnostic points at.</summary>
/// <param name="Location">The place.</param>
/// <param name="Message">What is there.</param>
public sealed record RelatedLocation(SchemaLocation Location, string Message);
