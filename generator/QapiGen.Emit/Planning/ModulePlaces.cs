using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Where the types of each module are: in this build, or in a referenced assembly.</summary>
/// <remarks>
/// A module is taken from an assembly if it was generated there from the same definitions, and all that these use is taken from where that assembly
/// has it. Otherwise one name would stand for two types: that of this build, and that which the assembly's own members have.
/// </remarks>
internal sealed class ModulePlaces
{
    private readonly Dictionary<SchemaModule, ReferencedModule> _external = new();

    /// <summary>Finds the place of each module of a schema.</summary>
    public ModulePlaces(QapiSchema schema, GenerationOptions options, List<PlanFinding> findings)
    {
        Namespace = options.Namespace;
        if (options.References.Count == 0)
        {
            return;
        }

        Selection selection = Selection.Select(schema, options with { Commands = "", Events = "" }, []);
        Dictionary<SchemaModule, List<ReferencedModule>> candidates = FindCandidates(schema, options, selection, findings);
        var uses = candidates.Keys.ToDictionary(module => module, module => UsesOf(module, selection));
        var assemblies = options.References.ToLookup(reference => reference.AssemblyName, reference => reference.FileName);
        while (candidates.FirstOrDefault(item => item.Value.RemoveAll(place => !IsSound(place, uses[item.Key], candidates, assemblies)) > 0).Key is not null)
        {
            // One that is taken away may take others along.
        }

        foreach (KeyValuePair<SchemaModule, List<ReferencedModule>> item in candidates.Where(item => item.Value.Count > 0))
        {
            _external[item.Key] = item.Value[0];
        }
    }

    /// <summary>Namespace of what is generated in this build.</summary>
    public string Namespace { get; }

    /// <summary>Whether a referenced assembly has the module's types.</summary>
    public bool IsExternal(SchemaModule module) => _external.ContainsKey(module);

    /// <summary>Namespace of a module's types.</summary>
    public string NamespaceOf(SchemaModule module) =>
        _external.TryGetValue(module, out ReferencedModule? reference) ? reference.Namespace : Namespace;

    /// <summary>The places of each module that have its definitions; of several assemblies that which has most comes first.</summary>
    private static Dictionary<SchemaModule, List<ReferencedModule>> FindCandidates(
        QapiSchema schema, GenerationOptions options, Selection selection, List<PlanFinding> findings)
    {
        var definitions = new DefinitionsWriter(selection);
        var candidates = new Dictionary<SchemaModule, List<ReferencedModule>>();
        foreach (SchemaModule module in schema.Modules.Where(module => !module.IsBuiltin && module != schema.Root))
        {
            string fileName = CSharpNames.FileName(module.Name);
            List<ReferencedModule> sameName = options.References.Where(reference => reference.FileName == fileName).ToList();
            if (sameName.Count > 0)
            {
                string hash = definitions.Hash(module);
                List<ReferencedModule> same = sameName.FindAll(reference => reference.ContentHash.StartsWith(hash, StringComparison.Ordinal));
                string? MendOf(ReferencedModule reference) => ModuleLack.MendFor(reference.ContentHash.Substring(hash.Length), options.Role);
                candidates[module] = same.FindAll(reference => MendOf(reference) is null);
                if (candidates[module].Count == 0)
                {
                    findings.Add(same.Count == 0
                        ? new PlanFinding(PlanFindingKind.ModuleMismatch, null, fileName, sameName[0].AssemblyName)
                        : new PlanFinding(PlanFindingKind.ModuleForItself, null, fileName, same[0].AssemblyName, MendOf(same[0])!));
                }
            }
        }

        ILookup<string, string> byAssembly = candidates.Values.SelectMany(places => places).ToLookup(place => place.AssemblyName, place => place.FileName);
        return candidates.ToDictionary(item => item.Key, item => item.Value.OrderByDescending(place => byAssembly[place.AssemblyName].Count()).ToList());
    }

    private static HashSet<SchemaModule> UsesOf(SchemaModule module, Selection selection)
    {
        var uses = new HashSet<SchemaModule>();
        foreach (SchemaEntity entity in module.Entities.Where(selection.Contains))
        {
            foreach (SchemaType used in selection.Uses(entity))
            {
                SchemaType type = used;
                while (type is ArrayType array)
                {
                    type = array.Element;
                }

                uses.Add(type.Module);
            }
        }

        uses.RemoveWhere(used => used == module || used.IsBuiltin);
        return uses;
    }

    /// <summary>Whether all that a module uses is taken from its assembly, or, where this has it from elsewhere, from elsewhere.</summary>
    private static bool IsSound(
        ReferencedModule place,
        HashSet<SchemaModule> uses,
        Dictionary<SchemaModule, List<ReferencedModule>> candidates,
        ILookup<string, string> assemblies) =>
        uses.All(used => candidates.TryGetValue(used, out List<ReferencedModule>? places)
            && places.Count > 0
            && (places[0].AssemblyName == place.AssemblyName || !assemblies[place.AssemblyName].Contains(CSharpNames.FileName(used.Name))));
}
