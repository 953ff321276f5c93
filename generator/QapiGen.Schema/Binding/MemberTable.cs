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
    private readonly Member[] _own;
    private int _count;
    private Dictionary<string, Member>? _byKey;

    /// <summary>Makes a table.</summary>
    /// <param name="inherited">The base's, which is complete; null if there is none.</param>
    /// <param name="capacity">How many members there are at most beyond those.</param>
    public MemberTable(MemberTable? inherited, int capacity)
    {
        _inherited = inherited;
        _own = capacity == 0 ? Array.Empty<Member>() : new Member[capacity];
    }

    public Member? FindClash(PartShape part) => FindKey(part.ClashKey);

    public Member? FindClash(Member member) => FindKey(member.ClashKey);

    /// <summary>The member with exactly this name.</summary>
    public Member? Find(string name) => FindKey(NameForms.ClashKey(name)) is { } found && found.Name == name ? found : null;

    /// <summary>Adds a member of the type itself, which clashes with none.</summary>
    public void Add(Member member)
    {
        _byKey?.Add(member.ClashKey, member);
        _own[_count++] = member;
    }

    /// <summary>The members of the type itself, in order, after which none may be added.</summary>
    public Member[] ToArray()
    {
        if (_count == _own.Length)
        {
            return _own;
        }

        var own = new Member[_count];
        Array.Copy(_own, own, _count);
        return own;
    }

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
        if (_count > FewMembers)
        {
            return (_byKey ??= Index()).TryGetValue(key, out Member? found) ? found : null;
        }

        for (int i = 0; i < _count; i++)
        {
            if (_own[i].ClashKey == key)
            {
                return _own[i];
            }
        }

        return null;
    }

    private Dictionary<string, Member> Index()
    {
        var byKey = new Dictionary<string, Member>(_own.Length, StringComparer.Ordinal);
        for (int i = 0; i < _count; i++)
        {
            byKey.Add(_own[i].ClashKey, _own[i]);
        }

        return byKey;
    }
}
