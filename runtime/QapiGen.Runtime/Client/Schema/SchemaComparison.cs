using System.Collections.Generic;
using System.Linq;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Runtime.Client.Schema;

/// <summary>Compares what code was compiled for with what a server has: by wire shape, since servers mask the names of types.</summary>
internal sealed class SchemaComparison
{
    /// <summary>How often one of our types is looked at within itself, whatever a server puts there.</summary>
    private const int MaxDepth = 3;

    private readonly List<QmpSchemaDifference> _found = [];
    private readonly HashSet<QmpSchemaDifference> _reported = [];
    private readonly HashSet<(QmpTypeInfo Ours, QmpTypeInfo Theirs, bool IsSent)> _open = [];
    private readonly HashSet<(QmpTypeInfo Ours, QmpTypeInfo Theirs, bool IsSent)> _alike = [];
    private readonly Dictionary<QmpTypeInfo, int> _depths = [];

    /// <summary>Lists what the server lacks, in a stable order.</summary>
    public static IReadOnlyList<QmpSchemaDifference> Run(QmpSchema ours, QmpSchema theirs)
    {
        var comparison = new SchemaComparison();
        foreach (QmpCommandInfo command in ours.Commands.OrderBy(x => x.Name, System.StringComparer.Ordinal))
        {
            comparison.CompareCommand(command, theirs);
        }

        foreach (QmpEventInfo data in ours.Events.OrderBy(x => x.Name, System.StringComparer.Ordinal))
        {
            comparison.CompareEvent(data, theirs);
        }

        return comparison._found;
    }

    private void CompareCommand(QmpCommandInfo ours, QmpSchema server)
    {
        if (!server.TryGetCommand(ours.Name, out QmpCommandInfo? theirs))
        {
            Add(QmpSchemaDifferenceKind.MissingCommand, ours.Name, "the server has no such command");
            return;
        }

        if (ours.AllowsOutOfBand && !theirs.AllowsOutOfBand)
        {
            Add(QmpSchemaDifferenceKind.MissingOutOfBand, ours.Name, "the server doesn't run it out-of-band");
        }

        CompareRoot(ours.Name, ours.Arguments, theirs.Arguments, isSent: true);
        CompareRoot(ours.Name, ours.Result, theirs.Result, isSent: false);
    }

    private void CompareEvent(QmpEventInfo ours, QmpSchema server)
    {
        if (!server.TryGetEvent(ours.Name, out QmpEventInfo? theirs))
        {
            Add(QmpSchemaDifferenceKind.MissingEvent, ours.Name, "the server never sends it");
            return;
        }

        CompareRoot(ours.Name, ours.Data, theirs.Data, isSent: false);
    }

    /// <summary>Each command and event lists all of its own; what is alike within one, wherever it stands, is looked at once.</summary>
    private void CompareRoot(string path, QmpTypeInfo ours, QmpTypeInfo theirs, bool isSent)
    {
        _alike.Clear();
        Compare(path, ours, theirs, isSent);
    }

    private void Compare(string path, QmpTypeInfo ours, QmpTypeInfo theirs, bool isSent)
    {
        int depth = _depths.GetValueOrDefault(ours);
        if (depth == MaxDepth || _alike.Contains((ours, theirs, isSent)) || !_open.Add((ours, theirs, isSent)))
        {
            return;
        }

        int before = _found.Count;
        _depths[ours] = depth + 1;
        CompareTypes(path, ours, theirs, isSent);
        _depths[ours] = depth;
        _open.Remove((ours, theirs, isSent));
        if (_found.Count == before)
        {
            _alike.Add((ours, theirs, isSent));
        }
    }

    private void CompareTypes(string path, QmpTypeInfo ours, QmpTypeInfo theirs, bool isSent)
    {
        switch (ours, theirs)
        {
            case (QmpObjectInfo x, QmpObjectInfo y):
                CompareObjects(path, x, y, isSent);
                break;
            case (QmpEnumInfo x, QmpEnumInfo y):
                CompareEnums(path, x, y, isSent);
                break;
            case (QmpArrayInfo x, QmpArrayInfo y):
                Compare(path, x.ElementType, y.ElementType, isSent);
                break;
            case (QmpAlternateInfo x, QmpAlternateInfo y):
                CompareAlternates(path, x, y, isSent);
                break;
            case (QmpBuiltinInfo x, QmpBuiltinInfo y) when AreAlike(x, y, isSent):
                break;
            case (_, QmpBuiltinInfo { Kind: QmpBuiltinKind.Any }) when isSent:
                break;
            case (QmpBuiltinInfo { Kind: QmpBuiltinKind.Any }, _) when !isSent:
                break;
            case (QmpBuiltinInfo { Kind: QmpBuiltinKind.String }, QmpEnumInfo) when !isSent:
                break;
            case (QmpEnumInfo, QmpBuiltinInfo { Kind: QmpBuiltinKind.String }) when isSent:
                break;
            default:
                Add(QmpSchemaDifferenceKind.DifferentType, path, $"the server has {Describe(theirs)} where the code has {Describe(ours)}");
                break;
        }
    }

    private void CompareObjects(string path, QmpObjectInfo ours, QmpObjectInfo theirs, bool isSent)
    {
        foreach (QmpMemberInfo member in ours.Members)
        {
            string at = path + "." + member.Name;
            if (!theirs.TryGetMember(member.Name, out QmpMemberInfo? other))
            {
                AddMissing(at, member, isSent);
                continue;
            }

            if (!isSent && !member.IsOptional && other.IsOptional)
            {
                Add(QmpSchemaDifferenceKind.MissingResult, at, "the server may leave it out");
            }
            else if (isSent && member.IsOptional && !other.IsOptional)
            {
                Add(QmpSchemaDifferenceKind.RequiredArgument, at, "the server requires it");
            }

            Compare(at, member.Type, other.Type, isSent);
        }

        foreach (QmpMemberInfo other in theirs.Members)
        {
            if (isSent && !other.IsOptional && !ours.TryGetMember(other.Name, out _))
            {
                Add(QmpSchemaDifferenceKind.RequiredArgument, path + "." + other.Name, "the server requires it and the code doesn't know it");
            }
        }

        foreach ((string tag, QmpTypeInfo branch) in ours.Branches.OrderBy(x => x.Key, System.StringComparer.Ordinal))
        {
            if (theirs.Branches.TryGetValue(tag, out QmpTypeInfo? other))
            {
                Compare(path, branch, other, isSent);
            }
            else if (branch is QmpObjectInfo ownBranch && MayHaveValue(theirs, ours.Tag, tag))
            {
                foreach (QmpMemberInfo member in ownBranch.Members.Where(x => !theirs.TryGetMember(x.Name, out _)))
                {
                    AddMissing(path + "." + member.Name, member, isSent);
                }
            }
        }

        if (isSent)
        {
            AddRequiredByBranches(path, ours, theirs);
        }
    }

    /// <summary>What the server wants with a value of its tag for which the code has no branch: as old code sends it, without.</summary>
    private void AddRequiredByBranches(string path, QmpObjectInfo ours, QmpObjectInfo theirs)
    {
        foreach ((string tag, QmpTypeInfo branch) in theirs.Branches.OrderBy(x => x.Key, System.StringComparer.Ordinal))
        {
            if (branch is QmpObjectInfo known && !ours.Branches.ContainsKey(tag) && MayHaveValue(ours, theirs.Tag, tag))
            {
                foreach (QmpMemberInfo member in known.Members.Where(x => !x.IsOptional && !ours.TryGetMember(x.Name, out _)))
                {
                    Add(QmpSchemaDifferenceKind.RequiredArgument, path + "." + member.Name, $"the server requires it where {theirs.Tag} is {tag}, and the code doesn't know it");
                }
            }
        }
    }

    /// <summary>Whether a branch can be chosen there at all; if not, the value of the tag is what is missing.</summary>
    private static bool MayHaveValue(QmpObjectInfo type, string? tag, string value) =>
        tag is null || !type.TryGetMember(tag, out QmpMemberInfo? member) || member.Type is not QmpEnumInfo values || values.TryGetValue(value, out _);

    private void AddMissing(string path, QmpMemberInfo member, bool isSent)
    {
        if (isSent)
        {
            Add(QmpSchemaDifferenceKind.MissingArgument, path, "the server refuses it");
        }
        else if (member.IsOptional)
        {
            Add(QmpSchemaDifferenceKind.MissingOptionalResult, path, "the server never sends it");
        }
        else
        {
            Add(QmpSchemaDifferenceKind.MissingResult, path, "the server doesn't send it");
        }
    }

    private void CompareEnums(string path, QmpEnumInfo ours, QmpEnumInfo theirs, bool isSent)
    {
        foreach (QmpEnumValueInfo value in ours.Values)
        {
            if (theirs.TryGetValue(value.Name, out _))
            {
                continue;
            }

            string at = $"{path}={value.Name}";
            if (isSent)
            {
                Add(QmpSchemaDifferenceKind.MissingValue, at, "the server refuses the value");
            }
            else
            {
                Add(QmpSchemaDifferenceKind.MissingResultValue, at, "the server never sends the value");
            }
        }
    }

    private void CompareAlternates(string path, QmpAlternateInfo ours, QmpAlternateInfo theirs, bool isSent)
    {
        foreach (QmpTypeInfo branch in ours.Branches)
        {
            QmpTypeInfo? other = theirs.Branches.FirstOrDefault(x => Describe(x) == Describe(branch));
            if (other is not null)
            {
                Compare(path, branch, other, isSent);
            }
            else if (isSent)
            {
                Add(QmpSchemaDifferenceKind.MissingArgument, path, $"the server doesn't take {Describe(branch)}");
            }
        }

        foreach (string kind in isSent ? [] : theirs.Branches.Select(Describe).Except(ours.Branches.Select(Describe)))
        {
            Add(QmpSchemaDifferenceKind.DifferentType, path, $"the server may send {kind}, which the code doesn't have there");
        }
    }

    /// <summary>Servers show one integer type only (QAPI spec Q-2), so that the sizes can't be compared.</summary>
    private static bool AreAlike(QmpBuiltinInfo ours, QmpBuiltinInfo theirs, bool isSent) =>
        ours.Kind == theirs.Kind
        || (ours.IsInteger && theirs.IsInteger)
        || (isSent ? ours.IsInteger && theirs.Kind == QmpBuiltinKind.Number : theirs.IsInteger && ours.Kind == QmpBuiltinKind.Number);

    private static string Describe(QmpTypeInfo type) => type switch
    {
        QmpObjectInfo => "an object",
        QmpArrayInfo => "an array",
        QmpEnumInfo => "an enum",
        QmpAlternateInfo => "an alternate",
        QmpBuiltinInfo { IsInteger: true } => "an integer",
        QmpBuiltinInfo { Kind: QmpBuiltinKind.String } => "a string",
        QmpBuiltinInfo { Kind: QmpBuiltinKind.Boolean } => "a boolean",
        QmpBuiltinInfo { Kind: QmpBuiltinKind.Number } => "a number",
        QmpBuiltinInfo { Kind: QmpBuiltinKind.Null } => "null",
        _ => "anything",
    };

    private void Add(QmpSchemaDifferenceKind kind, string path, string message)
    {
        var difference = new QmpSchemaDifference(kind, path, message);
        if (_reported.Add(difference))
        {
            _found.Add(difference);
        }
    }
}
