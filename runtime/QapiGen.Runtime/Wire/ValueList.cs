using System;
using System.Collections.Generic;
using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>A list that compares by content: the fields behind list properties of generated records.</summary>
/// <typeparam name="T">The element.</typeparam>
/// <param name="items">The list; null for an absent one.</param>
public readonly struct ValueList<T>(IReadOnlyList<T>? items) : IEquatable<ValueList<T>>
{
    /// <summary>The list.</summary>
    public IReadOnlyList<T>? Items { get; } = items;

    /// <summary>Compares two lists element by element.</summary>
    public static bool operator ==(ValueList<T> left, ValueList<T> right) => left.Equals(right);

    /// <summary>Compares two lists element by element.</summary>
    public static bool operator !=(ValueList<T> left, ValueList<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(ValueList<T> other)
    {
        if (ReferenceEquals(Items, other.Items))
        {
            return true;
        }

        if (Items is null || other.Items is null || Items.Count != other.Items.Count)
        {
            return false;
        }

        for (int i = 0; i < Items.Count; i++)
        {
            if (!AreEqual(Items[i], other.Items[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        for (int i = 0; i < (Items?.Count ?? 0); i++)
        {
            hash.Add(typeof(T) == typeof(JsonElement) ? new WireValue((JsonElement)(object)Items![i]!).GetHashCode() : Items![i]?.GetHashCode() ?? 0);
        }

        return hash.ToHashCode();
    }

    // JsonElement compares by identity of its document.
    private static bool AreEqual(T left, T right) => typeof(T) == typeof(JsonElement)
        ? JsonElement.DeepEquals((JsonElement)(object)left!, (JsonElement)(object)right!)
        : EqualityComparer<T>.Default.Equals(left, right);
}
