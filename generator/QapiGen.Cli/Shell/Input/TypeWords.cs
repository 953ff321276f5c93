using System.Linq;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Cli.Shell.Input;

/// <summary>Describes a type in a few words, also where the server hides its name.</summary>
internal static class TypeWords
{
    private const int MaxValues = 8;

    /// <summary>The description: <c>str</c>, <c>[int]</c>, <c>on|off|auto</c>, <c>str|object</c>.</summary>
    public static string Describe(QmpTypeInfo type) => type switch
    {
        QmpBuiltinInfo { Kind: QmpBuiltinKind.Any } => "any",
        QmpBuiltinInfo builtin => builtin.Name,
        QmpArrayInfo array => $"[{Describe(array.ElementType)}]",
        QmpEnumInfo choice => string.Join('|', choice.Values.Take(MaxValues).Select(v => v.Name)) + (choice.Values.Count > MaxValues ? "|…" : ""),
        QmpAlternateInfo alternate => string.Join('|', alternate.Branches.Select(Describe).Distinct()),
        QmpObjectInfo data when data.Name.Length > 0 && !char.IsAsciiDigit(data.Name[0]) => data.Name,
        _ => "object",
    };
}
