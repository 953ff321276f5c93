using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>For each member of a type, the members before it that another type has as well. Equal lists have equal numbers.</summary>
internal sealed class InheritedPrefixes
{
    private readonly WireObject _type;
    private readonly WireObject _other;
    private readonly Dictionary<(int, string), int> _ids;
    private readonly Func<WireMember, string> _form;
    private Dictionary<string, (int Id, WireMember? Last)>? _before;
    private (int Id, WireMember? Last) _whole;

    /// <summary>Prepares for questions about a type.</summary>
    /// <param name="type">The type whose members are asked about.</param>
    /// <param name="other">The other one.</param>
    /// <param name="ids">Numbers of the lists met so far: of the list without its last member and that member's form.</param>
    /// <param name="form">What is equal for equal members of a side.</param>
    public InheritedPrefixes(WireObject type, WireObject other, Dictionary<(int, string), int> ids, Func<WireMember, string> form)
    {
        _type = type;
        _other = other;
        _ids = ids;
        _form = form;
    }

    /// <summary>The number of the list before a member, and the last of it; null if it is empty. All are before what isn't a member.</summary>
    public (int Id, WireMember Last)? Before(string name)
    {
        _before ??= Number();
        (int id, WireMember? last) = _before.TryGetValue(name, out (int, WireMember?) found) ? found : _whole;
        return last is null ? null : (id, last);
    }

    /// <summary>The form of the first member after one that the other type has as well; null if there is none.</summary>
    public string? After(string name)
    {
        WireMember? next = _type.Members.SkipWhile(member => member.Name != name).Skip(1).FirstOrDefault(member => _other.Find(member.Name) is not null);
        return next is null ? null : $"{_form(next)} {_form(_other.Find(next.Name)!)}";
    }

    private Dictionary<string, (int Id, WireMember? Last)> Number()
    {
        var before = new Dictionary<string, (int Id, WireMember? Last)>(_type.Members.Count, StringComparer.Ordinal);
        int id = 0;
        WireMember? last = null;
        foreach (WireMember member in _type.Members)
        {
            if (!before.ContainsKey(member.Name))
            {
                before.Add(member.Name, (id, last));
            }

            if (_other.Find(member.Name) is WireMember common)
            {
                string form = $"{_form(member)} {_form(common)}";
                if (!_ids.TryGetValue((id, form), out int next))
                {
                    _ids.Add((id, form), next = _ids.Count + 1);
                }

                id = next;
                last = common;
            }
        }

        _whole = (id, last);
        return before;
    }
}
