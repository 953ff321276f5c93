using System.Collections.Generic;

namespace QapiGen.Compatibility.Wire;

/// <summary>Tells whether two types accept and show the same on the wire, names of types aside.</summary>
/// <remarks>
/// Types may be recursive: a pair that is being compared is taken as equal, and only if the whole comparison succeeds are the pairs
/// met on the way remembered as equal. A pair found to differ differs for good.
/// </remarks>
internal sealed class ShapeEquality
{
    private readonly Dictionary<(WireType, WireType), bool> _known = new();
    private readonly HashSet<(WireType, WireType)> _assumed = new();

    /// <summary>Compares two types.</summary>
    public bool AreEqual(WireType left, WireType right)
    {
        _assumed.Clear();
        bool equal = Same(left, right);
        if (equal)
        {
            foreach ((WireType, WireType) pair in _assumed)
            {
                _known[pair] = true;
            }
        }

        return equal;
    }

    private bool Same(WireType left, WireType right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (left is WireScalar scalar)
        {
            return right is WireScalar other && SameScalar(scalar, other);
        }

        (WireType, WireType) pair = (left, right);
        if (_known.TryGetValue(pair, out bool known))
        {
            return known;
        }

        if (!_assumed.Add(pair))
        {
            return true;
        }

        bool same = (left, right) switch
        {
            (WireArray a, WireArray b) => Same(a.Element, b.Element),
            (WireEnumType a, WireEnumType b) => SameNames(a.Values, b.Values),
            (WireObject a, WireObject b) => SameMembers(a, b) && SameBranches(a, b),
            (WireAlternate a, WireAlternate b) => SameAlternatives(a, b),
            _ => false,
        };
        if (!same)
        {
            _assumed.Remove(pair);
            _known[pair] = false;
        }

        return same;
    }

    private static bool SameScalar(WireScalar left, WireScalar right) =>
        left.IsInteger && right.IsInteger
            ? left.IsSomeInteger || right.IsSomeInteger || (left.Minimum == right.Minimum && left.Maximum == right.Maximum)
            : left.Kind == right.Kind;

    private static bool SameNames(IReadOnlyList<WireEnumValue> left, IReadOnlyList<WireEnumValue> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        var names = new HashSet<string>();
        foreach (WireEnumValue value in left)
        {
            names.Add(value.Name);
        }

        foreach (WireEnumValue value in right)
        {
            if (!names.Contains(value.Name))
            {
                return false;
            }
        }

        return true;
    }

    private bool SameMembers(WireObject left, WireObject right)
    {
        if (left.Members.Count != right.Members.Count || left.Tag?.Name != right.Tag?.Name)
        {
            return false;
        }

        foreach (WireMember member in left.Members)
        {
            WireMember? other = right.Find(member.Name);
            if (other is null || other.IsOptional != member.IsOptional || !Same(member.Type, other.Type))
            {
                return false;
            }
        }

        return true;
    }

    private bool SameBranches(WireObject left, WireObject right)
    {
        if (left.Branches.Count != right.Branches.Count)
        {
            return false;
        }

        var branches = new Dictionary<string, WireObject>();
        foreach (WireBranch branch in left.Branches)
        {
            branches[branch.Name] = branch.Type;
        }

        foreach (WireBranch branch in right.Branches)
        {
            if (!branches.TryGetValue(branch.Name, out WireObject? other) || !Same(other, branch.Type))
            {
                return false;
            }
        }

        return true;
    }

    private bool SameAlternatives(WireAlternate left, WireAlternate right)
    {
        if (left.Alternatives.Count != right.Alternatives.Count)
        {
            return false;
        }

        foreach (WireAlternative alternative in left.Alternatives)
        {
            WireAlternative? other = right.Find(alternative.Type.JsonKinds);
            if (other is null || !Same(alternative.Type, other.Type))
            {
                return false;
            }
        }

        return true;
    }
}
