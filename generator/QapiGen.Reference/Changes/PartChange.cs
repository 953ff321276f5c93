using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Model;

namespace QapiGen.Reference.Changes;

/// <summary>A member, value, branch or alternative that one of two schemas has, of a type that both have.</summary>
/// <param name="Owner">The type.</param>
/// <param name="Name">Its name.</param>
/// <param name="What">What it is.</param>
/// <param name="IsAdded">Whether the newer one has it; else the older one.</param>
internal sealed record PartChange(string Owner, string Name, string What, bool IsAdded)
{
    /// <summary>Whether it is declared by another type.</summary>
    public bool IsInherited { get; init; }

    /// <summary>How findings would name it.</summary>
    public string Path => $"{Owner}.{Name}";

    /// <summary>What has happened, as findings say it.</summary>
    public string Text => $"{What} '{Path}' was {(IsAdded ? "added" : "removed")}";

    /// <summary>Finds them, in schema order.</summary>
    public static IEnumerable<PartChange> Find(QapiSchema old, QapiSchema @new)
    {
        foreach (SchemaEntity after in @new.Entities.Where(IsType))
        {
            if (old.ByName.TryGetValue(after.Name, out SchemaEntity? before) && IsType(before))
            {
                (string Name, string What, bool IsInherited)[] were = [.. Parts(before)];
                (string Name, string What, bool IsInherited)[] are = [.. Parts(after)];
                foreach ((string name, string what, bool isInherited) in are.ExceptBy(were.Select(static part => part.Name), static part => part.Name))
                {
                    yield return new PartChange(after.Name, name, what, IsAdded: true) { IsInherited = isInherited };
                }

                foreach ((string name, string what, bool isInherited) in were.ExceptBy(are.Select(static part => part.Name), static part => part.Name))
                {
                    yield return new PartChange(after.Name, name, what, IsAdded: false) { IsInherited = isInherited };
                }
            }
        }
    }

    /// <summary>Whether somebody has written an entity as a type.</summary>
    public static bool IsType(SchemaEntity entity) => entity is AlternateType or EnumType { IsImplicit: false } or ObjectType { IsImplicit: false };

    private static IEnumerable<(string Name, string What, bool IsInherited)> Parts(SchemaEntity entity) => entity switch
    {
        EnumType values => values.Values.Select(static value => (value.Name, "value", false)),
        AlternateType alternate => alternate.Alternatives.Select(static item => (item.Name, "alternative", false)),
        ObjectType type => type.Members.Select(member => (member.Name, "member", member.DefinedIn != type && !member.DefinedIn.IsImplicit))
            .Concat(type.Branches.Select(static branch => (branch.Name, "branch", false))),
        _ => [],
    };
}
