using System;

namespace QapiGen.Emit.Planning;

/// <summary>Everything that a module's spec is made from, as <see cref="ModuleFactsCollector"/> puts it down.</summary>
internal sealed class ModuleFacts : IEquatable<ModuleFacts>
{
    private readonly object?[] _facts;

    /// <summary>Takes over the facts, each of which compares by value.</summary>
    public ModuleFacts(object?[] facts) => _facts = facts;

    /// <inheritdoc/>
    public bool Equals(ModuleFacts? other)
    {
        if (other is null || other._facts.Length != _facts.Length)
        {
            return false;
        }

        for (int i = 0; i < _facts.Length; i++)
        {
            if (!Equals(_facts[i], other._facts[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ModuleFacts);

    /// <inheritdoc/>
    public override int GetHashCode() => _facts.Length;
}
