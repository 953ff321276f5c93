using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Emitters;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Plans commands and events.</summary>
internal sealed class CommandPlanner(SchemaNames names, TypePlanner types, MemberPlanner members, DocPlanner docs)
{
    /// <summary>A scope for the names of a module's commands.</summary>
    public static NameScope CommandScope(ModuleNames module) => new(ReservedNames.Class, module.Commands, "Command");

    /// <summary>A scope for the names of a module's events.</summary>
    public static NameScope EventScope(ModuleNames module) => new([.. ReservedNames.Class, module.Emitter], module.Events, "Event");

    /// <summary>Plans a command.</summary>
    public CommandSpec PlanCommand(CommandDefinition command, string identifier)
    {
        ArgumentsKind kind = Kind(command);
        string argumentsName = names.Arguments(command);
        MemberSpec[] arguments = kind switch
        {
            ArgumentsKind.None => [],
            ArgumentsKind.Raw => [Single("arguments", RawType, "The arguments, an object; more than the schema shows may be accepted.")],
            ArgumentsKind.Boxed => [Single("arguments", types.Plan(command.Arguments!), "The arguments.")],
            _ => members.Plan(command.Arguments!.Members, new NameScope(ReservedNames.Record, argumentsName), command).ToArray(),
        };
        string encoded = kind switch
        {
            ArgumentsKind.None => RuntimeNames.NoData,
            ArgumentsKind.Raw => RuntimeNames.Wire + "WireValue",
            ArgumentsKind.Boxed => arguments[0].Type.Name,
            _ => argumentsName,
        };
        List<string> features = members.FeatureNames(command.Features);
        return new CommandSpec(
            command.Name,
            identifier,
            kind,
            encoded,
            new(arguments),
            command.Returns is null or ObjectType { IsImplicit: true } ? null : types.Plan(command.Returns),
            new(Flags(command, features).ToArray()),
            new(features.ToArray()),
            members.Mark(command.Name, DocPlanner.Since(command), command.Features, command),
            docs.Definition(command, "command"))
        {
            FlatName = names.Flat(command) + "Async",
            HasDeclared = kind == ArgumentsKind.Raw && command.Arguments is null or { IsUnion: false },
            Declared = kind == ArgumentsKind.Raw && command.Arguments is { IsUnion: false } declared
                ? new(members.Plan(declared.Members, new NameScope(ReservedNames.Record, argumentsName), command, "properties").ToArray())
                : default,
        };
    }

    /// <summary>Plans an event.</summary>
    public EventSpec PlanEvent(EventDefinition data, string identifier)
    {
        string typeName = names[data];
        ArgumentsKind kind = Kind(data);
        MemberSpec[] content = kind switch
        {
            ArgumentsKind.None => [],
            ArgumentsKind.Boxed => [Single("data", types.Plan(data.Data!), "The data.")],
            _ => members.Plan(data.Data!.Members, EventMemberScope(typeName), data).ToArray(),
        };
        return new EventSpec(
            data.Name,
            identifier,
            typeName,
            names.EventData(data),
            kind,
            new(content),
            new(members.FeatureNames(data.Features).ToArray()),
            members.Mark(data.Name, DocPlanner.Since(data), data.Features, data),
            docs.Definition(data, "event"));
    }

    /// <summary>How an event's data is encoded.</summary>
    public static ArgumentsKind Kind(EventDefinition data) =>
        data.Data is not null && (data.IsBoxed || data.Data.IsUnion) ? ArgumentsKind.Boxed
        : data.Data is null || data.Data.IsEmpty ? ArgumentsKind.None
        : ArgumentsKind.Members;

    /// <summary>How a command's arguments are encoded.</summary>
    public static ArgumentsKind Kind(CommandDefinition command)
    {
        if (!command.HasGeneratedMarshalling)
        {
            return ArgumentsKind.Raw;
        }

        if (command.Arguments is null)
        {
            return ArgumentsKind.None;
        }

        return command.IsBoxed || command.Arguments.IsUnion
            ? ArgumentsKind.Boxed
            : command.Arguments.IsEmpty ? ArgumentsKind.None : ArgumentsKind.Members;
    }

    private static TypeSpec RawType { get; } =
        new(RuntimeNames.JsonElement, RuntimeNames.Wire + "JsonElementCodec", TypeShape.Any, JsonKinds.None);

    private static NameScope EventMemberScope(string typeName) =>
        new(ReservedNames.Event, typeName);

    private static MemberSpec Single(string local, TypeSpec type, string text) =>
        new("", CSharpNames.Pascal(local), local, type, false, new MarkSpec(null), new DocSpec(text));

    private static IEnumerable<string> Flags(CommandDefinition command, List<string> features)
    {
        (bool Holds, string Name)[] flags =
        [
            (!command.HasGeneratedMarshalling, "RawArguments"),
            (!command.HasSuccessResponse, "NoSuccessResponse"),
            (command.AllowsOutOfBand, "AllowOutOfBand"),
            (command.AllowsPreconfig, "AllowPreconfig"),
            (command.IsCoroutine, "Coroutine"),
            (features.Contains(Feature.Deprecated), "Deprecated"),
            (features.Contains(Feature.Unstable), "Unstable"),
        ];
        return flags.Where(flag => flag.Holds).Select(flag => flag.Name);
    }
}
