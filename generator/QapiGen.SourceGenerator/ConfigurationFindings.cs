using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Planning;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.SourceGenerator;

/// <summary>Turns what is wrong with the build's configuration into diagnostics of the schema.</summary>
internal static class ConfigurationFindings
{
    // How many symbols a message lists.
    private const int MaxSymbols = 8;

    /// <summary>Adds the findings of a root.</summary>
    public static void Add(DiagnosticBag bag, ParsedFile root, LoadedSchema loaded, SchemaPlan plan)
    {
        SchemaLocation start = Start(root);
        foreach ((string name, string value, string valid) in SettingFaults.Find(root.Input.Root!))
        {
            bag.Add(Create(SchemaRules.InvalidSetting, start, name, value, valid));
        }

        if (root.Input.Root!.IsTwice(SchemaPath.Normalize(root.Input.File.Path)))
        {
            bag.Add(Create(SchemaRules.ItemTwice, start));
        }

        AddUnknownSymbols(bag, root, loaded);
        foreach (PlanFinding finding in plan.Findings)
        {
            bag.Add(Create(GetRule(finding.Kind), finding.Location ?? start, finding.Arguments));
        }
    }

    /// <summary>The finding that two roots generate the same types.</summary>
    /// <param name="root">The later one, of which nothing is generated.</param>
    /// <param name="other">The earlier one.</param>
    /// <param name="names">Names of the types, at least one.</param>
    public static SchemaDiagnostic NamespaceClash(ParsedFile root, ParsedFile other, IReadOnlyList<string> names)
    {
        string types = names.Count == 1 ? $"'{names[0]}'" : $"'{names[0]}' and {names.Count - 1} more types";
        return Create(SchemaRules.NamespaceClash, Start(root), $"both generate {types} into namespace '{root.Input.Root!.GetNamespace()}'", other.Input.File.Path);
    }

    /// <summary>The finding that a root would generate a type of the name of another's namespace.</summary>
    /// <param name="root">The later one, of which nothing is generated.</param>
    /// <param name="other">The earlier one.</param>
    /// <param name="name">The type's full name.</param>
    public static SchemaDiagnostic NamespaceIsType(ParsedFile root, ParsedFile other, string name) =>
        Create(SchemaRules.NamespaceClash, Start(root), $"make '{name}' both a type and a namespace", other.Input.File.Path);

    private static void AddUnknownSymbols(DiagnosticBag bag, ParsedFile root, LoadedSchema loaded)
    {
        List<string> symbols = SymbolSet.Split(root.Input.Root!.Conditions).Where(SettingFaults.IsSymbol).ToList();
        if (symbols.Count == 0)
        {
            return;
        }

        SortedSet<string> known = ConditionSymbols.Find(loaded);
        string more = known.Count > MaxSymbols ? $" and {known.Count - MaxSymbols} more" : "";
        string list = known.Count == 0 ? "none" : string.Join(", ", known.Take(MaxSymbols)) + more;
        foreach (string symbol in symbols.Where(symbol => !known.Contains(symbol)))
        {
            bag.Add(Create(SchemaRules.UnknownConditionSymbol, Start(root), symbol, list));
        }
    }

    private static SchemaLocation Start(ParsedFile root) => new(root.Input.File, new SourceSpan(0, 0));

    private static SchemaDiagnostic Create(SchemaRule rule, SchemaLocation location, params string[] arguments) =>
        new(rule, location, new EquatableArray<string>(arguments)) { DefinitionLine = location.Position.Line };

    private static SchemaRule GetRule(PlanFindingKind kind) => kind switch
    {
        PlanFindingKind.ModuleMismatch => SchemaRules.ModuleMismatch,
        PlanFindingKind.DroppedTypeUsed => SchemaRules.DroppedTypeUsed,
        PlanFindingKind.DroppedBranch => SchemaRules.DroppedBranch,
        PlanFindingKind.PatternWithoutMatch => SchemaRules.PatternWithoutMatch,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
