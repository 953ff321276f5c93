using Microsoft.CodeAnalysis;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.SourceGenerator;

/// <summary>What is wrong, as a step may keep it: equal when it reads the same and stands at the same place.</summary>
/// <param name="Rule">The rule broken.</param>
/// <param name="Severity">Severity unless configured otherwise.</param>
/// <param name="Message">The message, whole.</param>
/// <param name="Place">The place; null for none.</param>
/// <param name="Related">Further places.</param>
internal sealed record Finding(SchemaRule Rule, SchemaSeverity Severity, string Message, FindingPlace? Place, EquatableArray<FindingPlace> Related)
{
    /// <summary>A fault of a schema.</summary>
    public static Finding Create(SchemaDiagnostic fault)
    {
        var related = new FindingPlace[fault.Related.Count];
        for (int i = 0; i < related.Length; i++)
        {
            related[i] = FindingPlace.Create(fault.Related[i].Location);
        }

        return new Finding(fault.Rule, fault.Severity, fault.Message, fault.Location is null ? null : FindingPlace.Create(fault.Location), new(related));
    }

    /// <summary>Reports it; the compiler applies what is configured for its id.</summary>
    public void Report(SourceProductionContext context)
    {
        var related = new Location[Related.Count];
        for (int i = 0; i < related.Length; i++)
        {
            related[i] = Related[i].ToRoslyn();
        }

        context.ReportDiagnostic(Diagnostic.Create(
            RuleDescriptors.Get(Rule),
            Place?.ToRoslyn() ?? Location.None,
            RuleDescriptors.GetSeverity(Severity),
            related,
            properties: null,
            Message));
    }
}
