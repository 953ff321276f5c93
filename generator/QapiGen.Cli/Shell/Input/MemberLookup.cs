using System.Collections.Generic;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Cli.Shell.Input;

/// <summary>Which members an object has, given what has been written of it.</summary>
internal static class MemberLookup
{
    /// <summary>The members of a type, and those of the branch that the written discriminator selects.</summary>
    public static IEnumerable<QmpMemberInfo> Effective(QmpObjectInfo type, ArgumentNode? written)
    {
        foreach (QmpMemberInfo member in type.Members)
        {
            yield return member;
        }

        if (FindBranch(type, written) is QmpObjectInfo branch)
        {
            foreach (QmpMemberInfo member in Effective(branch, written))
            {
                yield return member;
            }
        }
    }

    /// <summary>The member of a name, or null.</summary>
    public static QmpMemberInfo? Find(QmpObjectInfo type, ArgumentNode? written, string name)
    {
        foreach (QmpMemberInfo member in Effective(type, written))
        {
            if (member.Name == name)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>Whether a union's branch isn't chosen yet.</summary>
    public static bool LacksBranch(QmpObjectInfo type, ArgumentNode? written) => type.Tag is not null && FindBranch(type, written) is null;

    /// <summary>The object type that a value may be: the type itself, or the alternative of an alternate; null for none.</summary>
    public static QmpObjectInfo? AsObject(QmpTypeInfo type)
    {
        if (type is QmpAlternateInfo alternate)
        {
            foreach (QmpTypeInfo branch in alternate.Branches)
            {
                if (branch is QmpObjectInfo found)
                {
                    return found;
                }
            }
        }

        return type as QmpObjectInfo;
    }

    private static QmpTypeInfo? FindBranch(QmpObjectInfo type, ArgumentNode? written)
    {
        string? tag = type.Tag is not null && written?.Find(type.Tag) is { Values.Count: > 0 } node ? node.Values[^1].Value : null;
        return tag is not null && type.Branches.TryGetValue(tag, out QmpTypeInfo? branch) ? branch : null;
    }
}
