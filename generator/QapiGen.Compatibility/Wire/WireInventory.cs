using System;
using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Compatibility.Wire;

/// <summary>Every element that commands and events reach, by its path. Alternatives and branches aren't among them: their names don't show, or are values'.</summary>
internal sealed class WireInventory
{
    private readonly List<KeyValuePair<string, WireElement>> _elements = new();
    private readonly Dictionary<string, WireElement> _byPath = new(StringComparer.Ordinal);
    private readonly HashSet<string> _owners = new(StringComparer.Ordinal);
    private readonly HashSet<WireType> _seen = new();
    private readonly Stack<(WireType Type, string Route)> _pending = new();
    private readonly bool _isUnconditional;

    /// <summary>Takes the inventory of a schema. What belongs to a type without a name, as introspection has them, is called by the way to it from a command or event.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="isUnconditional">Whether what has a condition is left out, with all that nothing else leads to.</param>
    public WireInventory(WireSchema schema, bool isUnconditional = false)
    {
        _isUnconditional = isUnconditional;
        foreach (WireCommand command in schema.Commands.Where(Holds))
        {
            Add(command.Name, command);
            Visit(command.Name, command.Arguments, command.Result);
        }

        foreach (WireEvent definition in schema.Events.Where(Holds))
        {
            Add(definition.Name, definition);
            Visit(definition.Name, definition.Data);
        }
    }

    /// <summary>The elements in the order met, each with its path.</summary>
    public IReadOnlyList<KeyValuePair<string, WireElement>> Elements => _elements;

    /// <summary>Whether the definition of a path has any element.</summary>
    public bool ContainsOwner(string path) => _owners.Contains(OwnerOf(path));

    /// <summary>Whether there is an element of a path.</summary>
    public bool Contains(string path) => _byPath.ContainsKey(path);

    /// <summary>The definition of a path. Its name has dots in a vendor's prefix only, which is between two underscores and a third (spec N-1).</summary>
    public static string OwnerOf(string path)
    {
        int start = path.StartsWith("__", StringComparison.Ordinal) ? path.IndexOf('_', 2) + 1 : 0;
        int dot = path.IndexOf('.', start);
        return dot < 0 ? path : path.Substring(0, dot);
    }

    private bool Holds(WireElement element) => !_isUnconditional || element.Condition is null;

    private void Add(string path, WireElement element)
    {
        if (!_byPath.ContainsKey(path))
        {
            _byPath.Add(path, element);
            _owners.Add(OwnerOf(path));
            _elements.Add(new KeyValuePair<string, WireElement>(path, element));
        }
    }

    private void Visit(string route, params WireType[] types)
    {
        foreach (WireType type in types)
        {
            _pending.Push((type, route));
        }

        while (_pending.Count > 0)
        {
            (WireType type, string from) = _pending.Pop();
            if (_seen.Add(type))
            {
                Enter(type, from);
            }
        }
    }

    private void Enter(WireType type, string route)
    {
        switch (type)
        {
            case WireArray array:
                _pending.Push((array.Element, route));
                break;
            case WireEnumType enumeration:
                foreach (WireEnumValue value in enumeration.Values.Where(Holds))
                {
                    Add(Way.Join(enumeration.Name ?? route, value.Name), value);
                }

                break;
            case WireObject structure:
                Enter(structure, route);
                break;
            case WireAlternate alternate:
                foreach (WireAlternative alternative in alternate.Alternatives.Where(Holds))
                {
                    _pending.Push((alternative.Type, route));
                }

                break;
        }
    }

    private void Enter(WireObject structure, string route)
    {
        foreach (WireMember member in structure.Members.Where(Holds))
        {
            Add(Way.Join(member.DefinedIn ?? route, member.Name), member);
            _pending.Push((member.Type, Way.Join(route, member.Name)));
        }

        foreach (WireBranch branch in structure.Branches.Where(branch => Holds(branch) && (WireBranch.ValueOf(structure.Tag, branch.Name) is not { } value || Holds(value))))
        {
            _pending.Push((branch.Type, route));
        }
    }
}
