using System.Collections.Generic;
using System.Text;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>A pair of object types of which one or both may be unions, while it is being compared.</summary>
internal sealed class UnionWork
{
    private readonly StringBuilder _moved = new();

    /// <summary>Starts on a pair.</summary>
    public UnionWork(PairNode node, WireObject old, WireObject @new)
    {
        Node = node;
        Old = old;
        New = @new;
        HasOtherTagValues = old.Tag?.Type is WireEnumType before && @new.Tag?.Type is WireEnumType after
            && before.Values.Count > 0 && after.Values.Count > 0
            && !EnumPairExpander.HaveCommonValue(before, after);
    }

    /// <summary>The node.</summary>
    public PairNode Node { get; }

    /// <summary>The old type.</summary>
    public WireObject Old { get; }

    /// <summary>The new type.</summary>
    public WireObject New { get; }

    /// <summary>Whether both are unions and their discriminators have no value in common.</summary>
    public bool HasOtherTagValues { get; }

    /// <summary>Whether either is a union.</summary>
    public bool HasUnion => Old.Tag is not null || New.Tag is not null;

    /// <summary>Whether the new type is a union by a member that the old one didn't have.</summary>
    public bool IsTagNew => Old.Tag is null && New.Tag is not null && Old.Find(New.Tag.Name) is null;

    /// <summary>Members that moved between base and branches, each followed by <c>;</c>.</summary>
    public string Moved => _moved.ToString();

    /// <summary>What paths say of a branch behind that of its union: its value, with the discriminator if a member has this name, too.</summary>
    public string NameOf(string value) => (Old.Find(value) ?? New.Find(value)) is null ? value : $"{(New.Tag ?? Old.Tag)!.Name}={value}";

    /// <summary>Notes a member that moved.</summary>
    public void AddMoved(string name) => _moved.Append(name).Append(';');

    /// <summary>The branches of a type that have a member, with the member.</summary>
    public static List<(WireBranch Branch, WireMember Member)> BranchesWith(WireObject type, string name)
    {
        var found = new List<(WireBranch, WireMember)>();
        foreach (WireBranch branch in type.Branches)
        {
            if (branch.Type.Find(name) is WireMember member)
            {
                found.Add((branch, member));
            }
        }

        return found;
    }
}
