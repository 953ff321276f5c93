using System;
using System.Collections.Generic;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Suppressions;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Model;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>How a root compares with its baseline, as its build will judge it.</summary>
/// <param name="Report">What was found, without what is accepted; null if there is no baseline, or none that can be read.</param>
/// <param name="Fault">Why the baseline or the accepted findings can't be had; null if they can.</param>
/// <param name="FaultSetting">The setting that says where to find them.</param>
internal sealed record Comparison(CompatibilityReport? Report, string? Fault = null, string FaultSetting = "baseline")
{
    /// <summary>There is no baseline.</summary>
    public static Comparison None { get; } = new((CompatibilityReport?)null);

    /// <summary>What is accepted; null if there is no such file.</summary>
    public SuppressionFile? Accepted { get; init; }

    /// <summary>What is wrong with the file of accepted findings.</summary>
    public IReadOnlyList<SuppressionFault> SuppressionFaults { get; init; } = [];

    /// <summary>Compares.</summary>
    /// <param name="settings">How.</param>
    /// <param name="old">The old side.</param>
    /// <param name="schema">The new side.</param>
    /// <param name="files">Where accepted findings are read.</param>
    public static Comparison Make(RootSettings settings, OldSide old, QapiSchema schema, FileView files)
    {
        if (old.Schema is null)
        {
            return new Comparison(null, old.Fault);
        }

        SuppressionFile? suppressions = null;
        if (settings.Suppressions is { } path)
        {
            if (files.Read(path, out string? failure) is not { } file)
            {
                return new Comparison(null, $"the suppressions '{path}': {failure}", "suppressions");
            }

            suppressions = SuppressionFile.Parse(file);
            if (suppressions.Faults.Count > 0)
            {
                return new Comparison((CompatibilityReport?)null) { SuppressionFaults = suppressions.Faults };
            }
        }

        WireSchema @new = SideOf(schema, settings);
        CompatibilityReport report = SchemaComparer.Compare(old.Schema, @new, Options(settings));

        // What one root doesn't need another may.
        IEnumerable<CompatibilityFinding>? others = settings.OwnsSuppressions ? WiderComparison.Find(old.Schema, @new, Options(settings)) : null;
        report = suppressions?.Apply([report], others)[0] ?? report;
        return new Comparison(settings.Configuration?.Apply(report) ?? report) { Accepted = suppressions };
    }

    /// <summary>A side of the comparison: what the project uses of a schema.</summary>
    public static WireSchema SideOf(QapiSchema schema, RootSettings settings) =>
        WireSchema.FromModel(schema, settings.Conditions is null or "*" or "all" ? null : SymbolSet.Parse(settings.Conditions)).Select(settings.Commands, settings.Events);

    private static CompatibilityOptions Options(RootSettings settings) => new()
    {
        Profile = Parse(settings.Profile) ?? settings.Configuration?.Profile ?? CompatibilityProfile.Full,
        Code = settings.Role.ToUpperInvariant() switch
        {
            "CLIENT" => SourceBreaks.Callers,
            "SERVER" => SourceBreaks.Implementers,
            _ => SourceBreaks.Both,
        },
    };

    private static CompatibilityProfile? Parse(string? name) =>
        Array.Find(Enum.GetNames<CompatibilityProfile>(), known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found ? Enum.Parse<CompatibilityProfile>(found) : null;
}
