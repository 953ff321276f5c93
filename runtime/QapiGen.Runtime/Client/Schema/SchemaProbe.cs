using System.Collections.Generic;
using System.Linq;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Runtime.Client.Schema;

/// <summary>Finds members in a server's schema by their path, through arrays, alternates and the branches of unions.</summary>
internal static class SchemaProbe
{
    /// <summary>All members that a path leads to: several where branches have members of one name.</summary>
    /// <param name="root">Type of the arguments, the result or the data.</param>
    /// <param name="path">Member names, joined by dots.</param>
    public static IEnumerable<QmpMemberInfo> Find(QmpTypeInfo root, string path)
    {
        List<QmpTypeInfo> types = [root];
        List<QmpMemberInfo> members = [];
        foreach (string name in path.Split('.'))
        {
            members = [.. types.SelectMany(ObjectsOf).SelectMany(x => x.Members).Where(x => x.Name == name)];
            types = [.. members.Select(x => x.Type)];
        }

        return members;
    }

    /// <summary>Whether an enum within a type has a value.</summary>
    public static bool HasValue(QmpTypeInfo type, string value) => type switch
    {
        QmpEnumInfo x => x.TryGetValue(value, out _),
        QmpArrayInfo x => HasValue(x.ElementType, value),
        QmpAlternateInfo x => x.Branches.Any(branch => HasValue(branch, value)),
        _ => false,
    };

    private static IEnumerable<QmpObjectInfo> ObjectsOf(QmpTypeInfo type) => type switch
    {
        QmpObjectInfo x => x.Branches.Values.SelectMany(ObjectsOf).Prepend(x).Distinct(),
        QmpArrayInfo x => ObjectsOf(x.ElementType),
        QmpAlternateInfo x => x.Branches.SelectMany(ObjectsOf),
        _ => [],
    };
}
