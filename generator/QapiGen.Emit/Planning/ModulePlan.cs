using System;
using System.Threading;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Planning;

/// <summary>
/// A module that is to be generated. Two are equal when their specs must be, which is known without making them; so an edit costs
/// only what it touches.
/// </summary>
public sealed class ModulePlan : IEquatable<ModulePlan>
{
    private readonly EquatableArray<object?> _facts;

    // Lets go of the model once the spec is made: a plan that is kept for comparison holds facts, the texts that they quote, and the spec.
    private readonly Lazy<ModuleSpec> _spec;

    /// <summary>Makes a plan.</summary>
    /// <param name="facts">Everything that the spec is made from, as <see cref="ModuleFactsCollector"/> puts it down.</param>
    /// <param name="build">Makes the spec.</param>
    internal ModulePlan(EquatableArray<object?> facts, Func<ModuleSpec> build)
    {
        _facts = facts;
        _spec = new Lazy<ModuleSpec>(build, LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>The module's spec.</summary>
    public ModuleSpec Spec => _spec.Value;

    /// <inheritdoc/>
    public bool Equals(ModulePlan? other) => other is not null && _facts.Equals(other._facts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ModulePlan);

    /// <inheritdoc/>
    public override int GetHashCode() => _facts.Count;
}

/// <summary>A module whose types a referenced assembly has.</summary>
/// <param name="FileName">File name of the module, without a directory.</param>
/// <param name="ContentHash">Hash of its definitions.</param>
/// <param name="Namespace">Namespace of the types.</param>
/// <param name="AssemblyName">The assembly, for diagnostics.</param>
public sealed record ReferencedModule(string FileName, string ContentHash, string Namespace, string AssemblyName);
