using System;
using System.Collections.Generic;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Emitters;

/// <summary>The parameters of a method, found by what documentation calls them: their names in the schema.</summary>
/// <param name="members">The parameters.</param>
internal sealed class ParameterNames(EquatableArray<MemberSpec> members)
{
    // Up to here looking at each costs less than a table.
    private const int FewMembers = 16;

    private Dictionary<string, string>? _locals;

    /// <summary>The C# name of a parameter; null if there is none of this name.</summary>
    public string? Find(string wireName)
    {
        if (members.Count > FewMembers)
        {
            _locals ??= Index();
            return _locals.TryGetValue(wireName, out string? local) ? local : null;
        }

        foreach (MemberSpec member in members)
        {
            if (member.WireName == wireName)
            {
                return member.Local;
            }
        }

        return null;
    }

    private Dictionary<string, string> Index()
    {
        var locals = new Dictionary<string, string>(members.Count, StringComparer.Ordinal);
        foreach (MemberSpec member in members)
        {
            if (!locals.ContainsKey(member.WireName))
            {
                locals.Add(member.WireName, member.Local);
            }
        }

        return locals;
    }
}
