using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;

namespace QapiGen.LanguageServer.Features;

/// <summary>Writes what a definition is, in short.</summary>
internal static class EntityText
{
    private const int MaxLines = 40;

    /// <summary>A definition with its members, those that it inherits included.</summary>
    public static string Signature(string meta, SchemaEntity entity)
    {
        (string head, List<string> lines) = entity switch
        {
            EnumType values => ("", values.Values.Select(static value => value.Name + Marks(value.Condition, value.Features)).ToList()),
            AlternateType alternate => ("", alternate.Alternatives.Select(static item => $"{item.Name}: {Of(item.Type)}{Marks(item.Condition, default)}").ToList()),
            ObjectType type => (type.Base is { IsImplicit: false } @base ? $" : {@base.Name}" : "", Lines(type)),
            CommandDefinition command => (command.Returns is null ? "" : $" → {Of(command.Returns)}", command.Arguments is null ? [] : Lines(command.Arguments)),
            EventDefinition @event => ("", @event.Data is null ? [] : Lines(@event.Data)),
            _ => ("", new List<string>()),
        };
        if (lines.Count > MaxLines)
        {
            string more = $"… and {lines.Count - MaxLines} more";
            lines.RemoveRange(MaxLines, lines.Count - MaxLines);
            lines.Add(more);
        }

        return $"{meta} '{entity.Name}'{head}{(lines.Count > 0 ? "\n  " + string.Join("\n  ", lines) : "")}";
    }

    /// <summary>A member, value or alternative of a definition; null if it has none of this name.</summary>
    public static string? Part(SchemaEntity? owner, string name)
    {
        if (FindMember(owner, name) is { } member)
        {
            return $"{owner!.Name}.{Of(member)}";
        }

        return owner switch
        {
            EnumType values when values.Values.Any(value => value.Name == name) => $"{owner.Name}.{name}",
            AlternateType alternate when alternate.Alternatives.FirstOrDefault(item => item.Name == name) is { } item => $"{owner.Name}.{name}: {Of(item.Type)}",
            _ => null,
        };
    }

    /// <summary>A member or argument of a definition; null if it has none of this name.</summary>
    public static Member? FindMember(SchemaEntity? owner, string name) => MembersOf(owner).FirstOrDefault(member => member.Name == name);

    /// <summary>Whether a definition goes away some day.</summary>
    public static bool IsDeprecated(SchemaEntity? entity) => entity is not null && IsDeprecated(entity.Features);

    /// <summary>The members, arguments and values of a definition that do.</summary>
    public static IEnumerable<string> DeprecatedParts(SchemaEntity? owner) => owner is EnumType values
        ? values.Values.Where(static value => IsDeprecated(value.Features)).Select(static value => value.Name)
        : MembersOf(owner).Where(static member => IsDeprecated(member.Features)).Select(static member => member.Name);

    /// <summary>A type as schemas write it.</summary>
    public static string Of(SchemaType type) => type is ArrayType array ? $"[{array.Element.Name}]" : type.Name;

    private static EquatableArray<Member> MembersOf(SchemaEntity? owner)
    {
        ObjectType? type = owner switch
        {
            ObjectType own => own,
            CommandDefinition command => command.Arguments,
            EventDefinition @event => @event.Data,
            _ => null,
        };
        return type?.Members ?? default;
    }

    private static bool IsDeprecated(EquatableArray<Feature> features) => features.Any(static feature => feature.Name == Feature.Deprecated);

    private static string Of(Member member) => $"{member.Name}{(member.IsOptional ? "?" : "")}: {Of(member.Type)}";

    private static List<string> Lines(ObjectType type)
    {
        List<string> lines = [.. type.Members.Select(member => Of(member) + Marks(member.Condition, member.Features, ReferenceEquals(member, type.Discriminator) ? "discriminator" : null))];
        lines.AddRange(type.Branches.Where(static branch => !branch.IsAdded).Select(static branch => $"[{branch.Name}] {branch.Type.Name}{Marks(branch.Condition, default)}"));
        return lines;
    }

    /// <summary>What else is to be known of a part: when it is there, and its features.</summary>
    private static string Marks(Condition? condition, EquatableArray<Feature> features, string? first = null)
    {
        string[] marks = [.. first is null ? (string[])[] : [first], .. condition is null ? (string[])[] : [$"if {ConditionPhrase.Of(condition)}"], .. features.Select(static feature => feature.Name)];
        return marks.Length == 0 ? "" : $"   ({string.Join(", ", marks)})";
    }
}
