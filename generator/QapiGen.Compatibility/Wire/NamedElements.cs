using System;
using System.Collections.Generic;

namespace QapiGen.Compatibility.Wire;

/// <summary>Elements in order, found by name; of long lists in constant time.</summary>
internal sealed class NamedElements<T>
    where T : WireElement
{
    // Up to here looking at each costs less than a table.
    private const int FewElements = 8;

    private readonly IReadOnlyList<T> _elements;
    private Dictionary<string, T>? _byName;

    /// <summary>Takes over a list.</summary>
    public NamedElements(IReadOnlyList<T> elements) => _elements = elements;

    /// <summary>None.</summary>
    public static NamedElements<T> None { get; } = new(Array.Empty<T>());

    /// <summary>The elements, in order.</summary>
    public IReadOnlyList<T> All => _elements;

    /// <summary>The first element of a name, or null.</summary>
    public T? Find(string name)
    {
        if (_elements.Count > FewElements)
        {
            _byName ??= Index();
            return _byName.TryGetValue(name, out T? found) ? found : null;
        }

        foreach (T element in _elements)
        {
            if (element.Name == name)
            {
                return element;
            }
        }

        return null;
    }

    private Dictionary<string, T> Index()
    {
        var byName = new Dictionary<string, T>(_elements.Count, StringComparer.Ordinal);
        foreach (T element in _elements)
        {
            if (!byName.ContainsKey(element.Name))
            {
                byName.Add(element.Name, element);
            }
        }

        return byName;
    }
}
