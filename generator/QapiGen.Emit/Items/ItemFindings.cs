using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Planning;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Emit.Items;

/// <summary>Turns what is wrong with a <c>QapiSchema</c> item into diagnostics of the schema.</summary>
public static class ItemFindings
{
    // How many symbols a message lists.
    private const int MaxSymbols = 8;

    /// <summary>Adds the findings of a root.</summary>
    /// <param name="bag">Where to.</param>
    /// <param name="root">The root.</param>
    /// <param name="loaded">The files that it reaches.</param>
    /// <param name="plan">What is to be generated for it.</param>
    /// <param name="profiles">Profiles of comparisons that there are.</param>
    public static void Add(DiagnosticBag bag, SchemaRoot root, LoadedSchema loaded, SchemaPlan plan, IReadOnlyList<string> profiles)
    {
        SchemaLocation start = Start(root);
        foreach ((string name, string value, string valid) in SettingFaults.Find(root.Settings, profiles))
        {
            bag.Add(Create(SchemaRules.InvalidSetting, start, name, value, valid));
        }

        if (root.Settings.IsTwice(SchemaPath.Normalize(root.File.Path)))
        {
            bag.Add(Create(SchemaRules.ItemTwice, start));
        }

        foreach ((SaidName said, string meant) in SettingNames.FindMistyped(root.Settings.Names))
        {
            bag.Add(Create(SchemaRules.MistypedSetting, Start(root, said), said.Name, meant, said.Item));
        }

        foreach (SaidName said in SettingNames.FindMisplaced(root.Settings.Names))
        {
            bag.Add(Create(SchemaRules.IdleSetting, Start(root, said), $"'{said.Name}' of a {said.Item} item", $"it is a setting of {SettingNames.Schema} items; say it on the one whose schema includes the file"));
        }

        if (IsEmpty(loaded))
        {
            bag.Add(Create(SchemaRules.EmptySchema, start));
        }

        AddUnknownSymbols(bag, root, loaded);
        foreach (PlanFinding finding in plan.Findings)
        {
            bag.Add(finding.ToDiagnostic(start));
        }
    }

    /// <summary>The findings that nothing comes of what an item says of a comparison, since there is none.</summary>
    /// <param name="root">The root, with the settings that nobody but its item says.</param>
    public static IEnumerable<SchemaDiagnostic> WithoutBaseline(SchemaRoot root)
    {
        if (root.Settings.Baseline.Length > 0)
        {
            yield break;
        }

        foreach ((string name, string value) in ((string, string)[])[(nameof(SchemaSettings.Profile), root.Settings.Profile), (nameof(SchemaSettings.Suppressions), root.Settings.Suppressions)])
        {
            if (value.Length > 0)
            {
                yield return Create(
                    SchemaRules.IdleSetting,
                    Start(root),
                    $"{name}=\"{value}\"",
                    "without a Baseline the schema is compared with nothing; add Baseline=\"git:origin/main\", or the path of what it was, to the QapiSchema item");
            }
        }
    }

    /// <summary>The finding that two roots generate the same types.</summary>
    /// <param name="root">The later one, of which nothing is generated.</param>
    /// <param name="other">The earlier one.</param>
    /// <param name="names">Names of the types, at least one.</param>
    public static SchemaDiagnostic NamespaceClash(SchemaRoot root, SchemaRoot other, IReadOnlyList<string> names)
    {
        string types = names.Count == 1 ? $"'{names[0]}'" : $"'{names[0]}' and {names.Count - 1} more types";
        return Create(SchemaRules.NamespaceClash, Start(root), $"both generate {types} into namespace '{root.Settings.GetNamespace()}'", other.File.Path);
    }

    /// <summary>The finding that a root would generate a type of the name of another's namespace.</summary>
    /// <param name="root">The later one, of which nothing is generated.</param>
    /// <param name="other">The earlier one.</param>
    /// <param name="name">The type's full name.</param>
    public static SchemaDiagnostic NamespaceIsType(SchemaRoot root, SchemaRoot other, string name) =>
        Create(SchemaRules.NamespaceClash, Start(root), $"make '{name}' both a type and a namespace", other.File.Path);

    // What can't be read, or isn't there, has been reported.
    private static bool IsEmpty(LoadedSchema loaded) => loaded.Files.All(static file =>
        file.Document.Diagnostics.Count == 0
        && !file.Document.Items.Any(static item => item is DefinitionSyntax)
        && file.Includes.All(static include => include.File is not null));

    private static void AddUnknownSymbols(DiagnosticBag bag, SchemaRoot root, LoadedSchema loaded)
    {
        List<string> symbols = SymbolSet.Split(root.Settings.Conditions).Where(SymbolSet.IsSymbol).ToList();
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

    // Of a project's file no more than its path is known.
    private static SchemaLocation Start(SchemaRoot root, SaidName said) => said.File == root.File.Path ? Start(root) : new(new SchemaFile(said.File, ""), new SourceSpan(0, 0));

    private static SchemaLocation Start(SchemaRoot root) => new(root.File, new SourceSpan(0, 0));

    private static SchemaDiagnostic Create(SchemaRule rule, SchemaLocation location, params string[] arguments) =>
        new(rule, location, new EquatableArray<string>(arguments)) { DefinitionLine = location.Position.Line };
}
