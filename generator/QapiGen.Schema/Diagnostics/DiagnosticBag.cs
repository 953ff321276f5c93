using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Diagnostics;

/// <summary>Collects the findings of a run; every stage adds to it and carries on.</summary>
public sealed class DiagnosticBag
{
    private readonly List<SchemaDiagnostic> _items = new();

    /// <summary>Whether an error is among the findings.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>How many findings there are.</summary>
    public int Count => _items.Count;

    /// <summary>Adds a finding.</summary>
    public void Add(SchemaDiagnostic diagnostic)
    {
        _items.Add(diagnostic);
        HasErrors |= diagnostic.Severity == SchemaSeverity.Error;
    }

    /// <summary>All findings, in the order of reporting.</summary>
    public EquatableArray<SchemaDiagnostic> ToArray() => new(_items.ToArray());
}

/// <summary>Collects the phase-1 faults of one file, in the order they are met (spec R-25).</summary>
internal sealed class FileReporter
{
    private readonly SchemaFile _file;
    private readonly List<SchemaDiagnostic> _items = new();

    public FileReporter(SchemaFile file) => _file = file;

    public int Count => _items.Count;

    public SchemaDiagnostic this[int index] => _items[index];

    /// <summary>While set, nothing is added: text that is skipped after a fault reports no faults of its own.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Reports a fault whose line is that of its token (spec R-16).</summary>
    public void Report(SchemaRule rule, SourceSpan span, params string[] arguments) => ReportAt(rule, span, span.Start, arguments);

    /// <summary>Reports a fault that belongs to the line of another place, such as a directive's <c>{</c> (spec R-18, T-23).</summary>
    public void ReportAt(SchemaRule rule, SourceSpan span, int ownerOffset, params string[] arguments)
    {
        if (!IsSilent)
        {
            _items.Add(new SchemaDiagnostic(rule, new SchemaLocation(_file, span), new EquatableArray<string>(arguments))
            {
                DefinitionLine = _file.GetLine(ownerOffset),
            });
        }
    }

    public EquatableArray<SchemaDiagnostic> ToArray() => new(_items.ToArray());
}
