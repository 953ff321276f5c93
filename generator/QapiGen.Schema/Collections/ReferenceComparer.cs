using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace QapiGen.Schema.Collections;

/// <summary>Knows objects again. Records compare by value, text by text, and two may read alike.</summary>
/// <typeparam name="T">What is compared.</typeparam>
public sealed class ReferenceComparer<T> : IEqualityComparer<T>
    where T : class
{
    /// <summary>The one that there is.</summary>
    public static readonly ReferenceComparer<T> Instance = new();

    private ReferenceComparer()
    {
    }

    /// <inheritdoc />
    public bool Equals(T? x, T? y) => ReferenceEquals(x, y);

    /// <inheritdoc />
    public int GetHashCode(T obj) => RuntimeHelpers.GetHashCode(obj);
}
