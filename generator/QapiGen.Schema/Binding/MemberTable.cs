using System;
using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <summary>Flat members of an object type, findable by what clashes (spec N-10): its own, and through the table of its base those that it inherits.</summary>
internal sealed class MemberTable
{
    // Below this a look at each is faster than a table.
    private const int FewMembers = 6;

    private readonly MemberTable? _inherited;
    private readonly List<Member> _own;
    private readonly Dictionary<string, Member>? _byKey;

    /// <summary>Makes a table.</summary>
    /// <param name="inherited">The base's, which is complete; null if there is none.</param>
    /// <param name="capacity">How many members there are at most beyond those.</param>
    public MemberTable(MemberTable? inherited, int capacity)
    {
        _inherited = inherited;
        _own = new List<Member>(capacity);
        _byKey = capacity > FewMembers ? new Dictionary<string, Member>(capacity, StringComparer.Ordinal) : null;
    }

    public Member? FindClash(PartShape part) => FindKey(part.ClashKey);

    public Member? FindClash(Member member) => FindKey(member.ClashKey);

    /// <summary>The member with exactly this name.</summary>
    public Member? Find(string name) => FindKey(NameForms.ClashKey(name)) is { } found && found.Name == name ? found : null;

    /// <summary>Adds a member of the type itself, which clashes with none.</summary>
    public void Add(Member member)
    {
        _byKey?.Add(member.ClashKey, member);
        _own.Add(member);
    }

    /// <summary>The members of the type itself, in order.</summary>
    public Member[] ToArray() => _own.ToArray();

    private Member? FindKey(string key)
    {
        for (MemberTable? table = this; table is not null; table = table._inherited)
        {
            if (table.FindOwn(key) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private Member? FindOwn(string key)
    {
        if (_byKey is not null)
        {
            return _byKey.TryGetValue(key, out Member? found) ? found : null;
        }

        foreach (Member member in _own)
        {
            if (member.ClashKey == key)
            {
                return member;
            }
        }

        return null;
    }
}
