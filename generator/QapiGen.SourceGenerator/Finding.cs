using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

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
            SafeText.Escape(Message)));
    }
}

/// <summary>A place in a schema, without the text around it.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Span">Offsets.</param>
/// <param name="Lines">Lines and columns, from 0.</param>
internal sealed record FindingPlace(string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>The place of a schema's token.</summary>
    public static FindingPlace Create(SchemaLocation location)
    {
        (int startLine, int startCharacter) = location.File.GetEditorPosition(location.Span.Start);
        (int endLine, int endCharacter) = location.File.GetEditorPosition(location.Span.End);
        return new FindingPlace(
            location.File.Path,
            new TextSpan(location.Span.Start, location.Span.Length),
            new LinePositionSpan(new(startLine, startCharacter), new(endLine, endCharacter)));
    }

    /// <summary>The place as Roslyn wants it.</summary>
    public Location ToRoslyn() => Location.Create(Path, Span, Lines);
}
