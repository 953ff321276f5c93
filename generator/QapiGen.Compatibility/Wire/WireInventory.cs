using System;
using System.Collections.Generic;

namespace QapiGen.Compatibility.Wire;

/// <summary>Every element that commands and events reach, by its path. Alternatives and branches aren't among them: their names don't show, or are values'.</summary>
internal sealed class WireInventory
{
    private readonly List<KeyValuePair<string, WireElement>> _elements = new();
    private readonly Dictionary<string, WireElement> _byPath = new(StringComparer.Ordinal);
    private readonly HashSet<string> _owners = new(StringComparer.Ordinal);
    private readonly HashSet<WireType> _seen = new();
    private readonly Stack<WireType> _pending = new();

    /// <summary>Takes the inventory of a schema. Types without names, as introspection has them, are left out.</summary>
    public WireInventory(WireSchema schema)
    {
        foreach (WireCommand command in schema.Commands)
        {
            Add(command.Name, command);
            Visit(command.Arguments, command.Result);
        }

        foreach (WireEvent definition in schema.Events)
        {
            Add(definition.Name, definition);
            Visit(definition.Data);
        }
    }

    /// <summary>The elements in the order met, each with its path.</summary>
    public IReadOnlyList<KeyValuePair<string, WireElement>> Elements => _elements;

    /// <summary>Whether the definition of a path has any element.</summary>
    public bool ContainsOwner(string path) => _owners.Contains(OwnerOf(path));

    /// <summary>The element of a path, or null.</summary>
    public WireElement? Find(string path) => _byPath.TryGetValue(path, out WireElement? element) ? element : null;

    /// <summary>Whether there is an element of a path.</summary>
    public bool Contains(string path) => _byPath.ContainsKey(path);

    // The name of a definition has dots in a vendor's prefix only, which is between two underscores and a third (spec N-1).
    private static string OwnerOf(string path)
    {
        int start = path.StartsWith("__", StringComparison.Ordinal) ? path.IndexOf('_', 2) + 1 : 0;
        int dot = path.IndexOf('.', start);
        return dot < 0 ? path : path.Substring(0, dot);
    }

    private void Add(string path, WireElement element)
    {
        if (!_byPath.ContainsKey(path))
        {
            _byPath.Add(path, element);
            _owners.Add(OwnerOf(path));
            _elements.Add(new KeyValuePair<string, WireElement>(path, element));
        }
    }

    private void Visit(params WireType[] types)
    {
        foreach (WireType type in types)
        {
            _pending.Push(type);
        }

        while (_pending.Count > 0)
        {
            WireType type = _pending.Pop();
            if (_seen.Add(type))
            {
                Enter(type);
            }
        }
    }

    private void Enter(WireType type)
    {
        switch (type)
        {
            case WireArray array:
                _pending.Push(array.Element);
                break;
            case WireEnumType { Name: string name } enumeration:
                foreach (WireEnumValue value in enumeration.Values)
                {
                    Add($"{name}.{value.Name}", value);
                }

                break;
            case WireObject structure:
                Enter(structure);
                break;
            case WireAlternate alternate:
                foreach (WireAlternative alternative in alternate.Alternatives)
                {
                    _pending.Push(alternative.Type);
                }

                break;
        }
    }

    private void Enter(WireObject structure)
    {
        foreach (WireMember member in structure.Members)
        {
            if (member.DefinedIn is string owner)
            {
                Add($"{owner}.{member.Name}", member);
            }

            _pending.Push(member.Type);
        }

        foreach (WireBranch branch in structure.Branches)
        {
            _pending.Push(branch.Type);
        }
    }
}
