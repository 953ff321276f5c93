using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Where the types of each module are: in this build, or in a referenced assembly.</summary>
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

        var definitions = new DefinitionsWriter(Selection.Select(schema, options with { Commands = "", Events = "" }, []));
        foreach (SchemaModule module in schema.Modules.Where(module => !module.IsBuiltin && module != schema.Root))
        {
            string fileName = CSharpNames.FileName(module.Name);
            List<ReferencedModule> candidates = options.References.Where(reference => reference.FileName == fileName).ToList();
            if (candidates.Count == 0)
            {
                continue;
            }

            string hash = definitions.Hash(module);
            ReferencedModule? same = candidates.Find(reference => reference.ContentHash == hash);
            if (same is not null)
            {
                _external[module] = same;
            }
            else
            {
                findings.Add(new PlanFinding(PlanFindingKind.ModuleMismatch, null, fileName, candidates[0].AssemblyName));
            }
        }
    }

    /// <summary>Namespace of what is generated in this build.</summary>
    public string Namespace { get; }

    /// <summary>Whether a referenced assembly has the module's types.</summary>
    public bool IsExternal(SchemaModule module) => _external.ContainsKey(module);

    /// <summary>Namespace of a module's types.</summary>
    public string NamespaceOf(SchemaModule module) =>
        _external.TryGetValue(module, out ReferencedModule? reference) ? reference.Namespace : Namespace;
}
