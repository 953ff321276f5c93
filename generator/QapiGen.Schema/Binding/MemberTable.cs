using System;
using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <summary>Flat members of an object type, findable by what clashes (spec N-10).</summary>
internal sealed class MemberTable
{
    private readonly Dictionary<string, Member> _byKey;
    private readonly List<Member> _all;

    public MemberTable(int capacity)
    {
        _byKey = new Dictionary<string, Member>(capacity, StringComparer.Ordinal);
        _all = new List<Member>(capacity);
    }

    public IReadOnlyList<Member> All => _all;

    public Member? FindClash(string name) => _byKey.TryGetValue(NameForms.ClashKey(name), out Member? found) ? found : null;

    /// <summary>The member with exactly this name.</summary>
    public Member? Find(string name) => FindClash(name) is { } found && found.Name == name ? found : null;

    public void Add(Member member)
    {
        _byKey.Add(NameForms.ClashKey(member.Name), member);
        _all.Add(member);
    }
}
