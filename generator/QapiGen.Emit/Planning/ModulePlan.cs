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

    // Lets go of the model once the spec is made: a plan that is kept for comparison holds facts, the texts that they quote, and what was made.
    private readonly Lazy<PlannedModule> _made;
    private PlannedModule? _earlier;

    /// <summary>Makes a plan.</summary>
    /// <param name="facts">Everything that the spec is made from, as <see cref="ModuleFactsCollector"/> puts it down.</param>
    /// <param name="build">Makes the spec, given what was made for an earlier plan, or null.</param>
    internal ModulePlan(EquatableArray<object?> facts, Func<PlannedModule?, PlannedModule> build)
    {
        _facts = facts;
        _made = new Lazy<PlannedModule>(() => build(Interlocked.Exchange(ref _earlier, null)), LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>The module's spec.</summary>
    public ModuleSpec Spec => _made.Value.Spec;

    /// <summary>Says which plan this one takes the place of: what that one has made of definitions that didn't change is taken over, and not made again.</summary>
    public void Follow(ModulePlan earlier)
    {
        if (earlier._made.IsValueCreated && !_made.IsValueCreated)
        {
            _earlier = earlier._made.Value;
        }
    }

    /// <inheritdoc/>
    public bool Equals(ModulePlan? other) => other is not null && _facts.Equals(other._facts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ModulePlan);

    /// <inheritdoc/>
    public override int GetHashCode() => _facts.Count;
}

/// <summary>A module whose types a referenced assembly has.</summary>
/// <param name="FileName">File name of the module, without a directory.</param>
/// <param name="ContentHash">Hash of its definitions, perhaps with what it lacks behind it (<see cref="ModuleLack"/>).</param>
/// <param name="Namespace">Namespace of the types.</param>
/// <param name="AssemblyName">The assembly, for diagnostics.</param>
public sealed record ReferencedModule(string FileName, string ContentHash, string Namespace, string AssemblyName);
