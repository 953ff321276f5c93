using System.Collections.Generic;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <summary>How often members of a type are repeated by others: a short text can ask for as much code as its square.</summary>
internal static class RepeatedMembers
{
    /// <summary>Most of them in a schema: some twenty times what QEMU's whole schema has.</summary>
    internal const int Limit = 100_000;

    /// <summary>Reports the definition that repeats the first member too many.</summary>
    /// <param name="entries">Everything of the schema, resolved.</param>
    public static void Check(IReadOnlyList<EntityEntry> entries)
    {
        long count = 0;
        foreach (EntityEntry entry in entries)
        {
            if (entry is { IsDefinition: true, Shape: { } shape } && (count += Count(entry.Entity)) > Limit)
            {
                shape.Scope.Report(SchemaRules.TooManyRepeatedMembers, shape.Scope.NameSyntax!.Span, $"{Limit}");
                return;
            }
        }
    }

    private static long Count(SchemaEntity? entity) => entity switch
    {
        ObjectType type => Count(type),
        CommandDefinition command => CountOf(command.Arguments),
        EventDefinition @event => CountOf(@event.Data),
        _ => 0,
    };

    private static long Count(ObjectType type)
    {
        long count = CountOf(type.Base);
        foreach (Branch branch in type.Branches)
        {
            count += CountOf(branch.Type);
        }

        return count;
    }

    // What stands in the definition itself isn't repeated.
    private static int CountOf(ObjectType? type) => type is null or { IsImplicit: true } ? 0 : type.Members.Count;
}
