using System.Collections.Generic;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>What is generated for a root, and what is worth telling about it. The specs are made when they are asked for.</summary>
public sealed class SchemaPlan
{
    private readonly SpecBuilder _builder;

    private SchemaPlan(SpecBuilder builder, IReadOnlyList<PlanFinding> findings)
    {
        _builder = builder;
        Findings = findings;
    }

    /// <summary>Faults and warnings of the plan.</summary>
    public IReadOnlyList<PlanFinding> Findings { get; }

    /// <summary>Plans the code of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="options">What is wanted.</param>
    public static SchemaPlan Create(QapiSchema schema, GenerationOptions options)
    {
        var findings = new List<PlanFinding>();
        return new SchemaPlan(new SpecBuilder(schema, options, findings), findings);
    }

    /// <summary>Names of all types that are generated into the namespace of the root, those in other types left out.</summary>
    public IEnumerable<string> GetTypeNames() => _builder.GetTypeNames();

    /// <summary>Plans the modules that have something to generate, in order.</summary>
    /// <param name="keeps">Whether plans that <see cref="ModulePlan.Follow"/> these may take over what was made of definitions, which takes some memory.</param>
    public IEnumerable<ModulePlan> PlanModules(bool keeps = false) => _builder.PlanModules(keeps);

    /// <summary>Makes the spec of what there is once.</summary>
    public RootSpec BuildRoot() => _builder.BuildRoot();
}
