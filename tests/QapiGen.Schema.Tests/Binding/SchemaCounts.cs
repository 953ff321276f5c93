using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>Counts what a schema holds, as the table of spec 11.2 does.</summary>
internal sealed class SchemaCounts(QapiSchema schema)
{
    private readonly List<SchemaEntity> _entities = schema.Entities.Where(entity => !entity.Module.IsBuiltin).ToList();

    /// <summary>All counts, in the order of the table.</summary>
    public IEnumerable<string> Lines() => Types().Concat(Members()).Concat(Commands()).Concat(Attributes());

    private IEnumerable<string> Types()
    {
        List<EnumType> enums = All<EnumType>().Where(type => !type.IsImplicit).ToList();
        List<ObjectType> structs = Objects(ObjectKind.Struct);
        List<ObjectType> unions = Objects(ObjectKind.Union);
        yield return $"files {schema.Modules.Count - 1}";
        yield return $"includes {All<IncludeEntity>().Count}";
        yield return $"enums {enums.Count}";
        yield return $"values {enums.Sum(type => type.Values.Count)}";
        yield return $"values with digit {enums.Sum(type => type.Values.Count(value => char.IsAsciiDigit(value.Name[0])))}";
        yield return $"enums with prefix {enums.Count(type => type.Prefix is not null)}";
        yield return $"structs {structs.Count}";
        yield return $"structs with base {structs.Count(type => type.Base is not null)}";
        yield return $"structs without own members {structs.Count(type => type.OwnMembers.Count == 0)}";
        yield return $"unions {unions.Count}";
        yield return $"simple unions {unions.Count(type => type.Base is null)}";
        yield return $"unions with inline base {Objects(ObjectKind.InlineBase).Count}";
        yield return $"branches {unions.Sum(type => type.Branches.Count)}";
        yield return $"added branches {unions.Sum(type => type.Branches.Count(branch => branch.IsAdded))}";
        yield return $"alternates {All<AlternateType>().Count}";
        yield return $"alternatives {All<AlternateType>().Sum(type => type.Alternatives.Count)}";
    }

    private IEnumerable<string> Members()
    {
        List<Member> members = All<ObjectType>().Where(type => type.Kind != ObjectKind.Wrapper || IsOld).SelectMany(type => type.OwnMembers).ToList();
        yield return $"members {members.Count}";
        yield return $"optional members {members.Count(member => member.IsOptional)}";
    }

    private bool IsOld => schema.Dialect.AllowsSimpleUnions;

    private IEnumerable<string> Commands()
    {
        List<CommandDefinition> commands = All<CommandDefinition>();
        yield return $"commands {commands.Count}";
        yield return $"no arguments {commands.Count(command => command.Arguments is null)}, no result {commands.Count(command => command.Returns is null)}";
        yield return $"boxed {commands.Count(command => command.IsBoxed)}, with union {commands.Count(command => command.Arguments is { IsUnion: true })}";
        yield return $"result array {commands.Count(command => command.Returns is ArrayType)}, no object {commands.Count(command => !IsObject(command.Returns))}";
        yield return $"out-of-band {commands.Count(command => command.AllowsOutOfBand)}, preconfig {commands.Count(command => command.AllowsPreconfig)}, "
            + $"coroutine {commands.Count(command => command.IsCoroutine)}";
        yield return $"not generated {commands.Count(command => !command.HasGeneratedMarshalling)}, no success response {commands.Count(command => !command.HasSuccessResponse)}";
        yield return $"events {All<EventDefinition>().Count}";
        yield return $"events without data {All<EventDefinition>().Count(definition => definition.Data is null)}";
        yield return $"arrays {All<ArrayType>().Count}";
        yield return $"implicit objects {All<ObjectType>().Count(type => type.IsImplicit)}";
    }

    private IEnumerable<string> Attributes()
    {
        List<SchemaEntity> written = _entities.Where(IsWritten).ToList();
        List<Member> members = All<ObjectType>().SelectMany(type => type.OwnMembers).ToList();
        List<EnumValue> values = All<EnumType>().Where(type => !type.IsImplicit).SelectMany(type => type.Values).ToList();
        List<Feature> ofMembers = members.SelectMany(member => member.Features).ToList();
        List<Feature> ofValues = values.SelectMany(value => value.Features).ToList();
        List<Feature> ofDefinitions = written.SelectMany(entity => entity.Features).ToList();
        List<Feature> features = [.. ofDefinitions, .. ofMembers, .. ofValues];
        int branches = All<ObjectType>().Sum(type => type.Branches.Count(branch => !branch.IsAdded && branch.Condition is not null));
        yield return $"conditions on definitions {written.Count(entity => entity.Condition is not null)}, on values {values.Count(value => value.Condition is not null)}, "
            + $"on branches {branches}, on members {members.Count(member => member.Condition is not null)}, on features {features.Count(feature => feature.Condition is not null)}";
        yield return $"features of definitions {ofDefinitions.Count}, of members {ofMembers.Count}, of values {ofValues.Count}";
        yield return $"deprecated {features.Count(feature => feature.Name == Feature.Deprecated)}, unstable {features.Count(feature => feature.Name == Feature.Unstable)}, "
            + $"distinct names {features.Select(feature => feature.Name).Distinct().Count()}";
    }

    private static bool IsWritten(SchemaEntity entity) =>
        entity is not (ArrayType or IncludeEntity or EnumType { IsImplicit: true } or ObjectType { IsImplicit: true });

    private static bool IsObject(SchemaType? type) => type is null or ObjectType or ArrayType { Element: ObjectType };

    private List<T> All<T>() => _entities.OfType<T>().ToList();

    private List<ObjectType> Objects(ObjectKind kind) => All<ObjectType>().Where(type => type.Kind == kind).ToList();
}
