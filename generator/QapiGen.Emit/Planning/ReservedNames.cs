using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Emitters;

namespace QapiGen.Emit.Planning;

/// <summary>Names that something generated can't have, since C# or the code around it has them.</summary>
internal static class ReservedNames
{
    /// <summary>What every class has.</summary>
    public static readonly HashSet<string> Class =
        ["Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals"];

    /// <summary>Of properties of a record.</summary>
    public static readonly HashSet<string> Record = With(Class, "Clone", "EqualityContract", "PrintMembers", "Read", "Write");

    /// <summary>Of properties of a union, and of its nested types.</summary>
    public static readonly HashSet<string> Union = With(Record, "Unknown", "UnknownJson", "WriteBranch", "WriteBase", "ReadBranch", "ReadBare");

    /// <summary>Of types nested in an alternate.</summary>
    public static readonly HashSet<string> Alternate = With(Record, "Value", "WriteBranch");

    /// <summary>Of properties of an event.</summary>
    public static readonly HashSet<string> Event = With(Record, "Timestamp", "Descriptor", "SetTimestamp");

    /// <summary>Of types: a member of their own must not hide them, and generated files have aliases.</summary>
    public static readonly HashSet<string> Type = With(Union, RuntimeNames.Aliases.Select(alias => alias.Alias).ToArray());

    /// <summary>Of a command's parameters.</summary>
    public static readonly HashSet<string> Parameter = ["cancellationToken"];

    /// <summary>Of the properties of a root's client.</summary>
    public static readonly HashSet<string> Client = With(Class, "Connection", "Events", "Options", "With");

    private static HashSet<string> With(HashSet<string> names, params string[] more) => [.. names.Concat(more)];
}
