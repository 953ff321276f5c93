using System.Collections.Generic;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Diagnostics;

/// <summary>Collects the findings of a run; every stage adds to it and carries on.</summary>
public sealed class DiagnosticBag
{
    private readonly List<SchemaDiagnostic> _items = new();

    /// <summary>Whether an error is among the findings.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Adds a finding.</summary>
    public void Add(SchemaDiagnostic diagnostic)
    {
        _items.Add(diagnostic);
        HasErrors |= diagnostic.Severity == SchemaSeverity.Error;
    }

    /// <summary>All findings, in the order of reporting.</summary>
    public EquatableArray<SchemaDiagnostic> ToArray() => new(_items.ToArray());
}
