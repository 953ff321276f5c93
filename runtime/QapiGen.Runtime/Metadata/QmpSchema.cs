using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace QapiGen.Runtime.Metadata;

/// <summary>A schema at run time: commands, events and types, from a live server's <c>query-qmp-schema</c> or from generated code.</summary>
/// <remarks>
/// Shape: QAPI spec 9. From generated code type names are real and integer types exact; from a server type names are masked and every
/// integer is <c>int</c>. Immutable; calls may overlap. All of it is checked at once; what a type is made of is read when it is asked for the first time.
/// </remarks>
public sealed class QmpSchema
{
    private readonly Dictionary<string, QmpCommandInfo> _commands;
    private readonly Dictionary<string, QmpEventInfo> _events;
    private readonly TypeTable _types;

    private QmpSchema(SchemaAnswerReader reader)
    {
        _commands = reader.Commands;
        _events = reader.Events;
        _types = reader.Types;
        Commands = [.. _commands.Values];
        Events = [.. _events.Values];
    }

    /// <summary>Whether nothing but the names of commands is known: of a guest agent (<see cref="ParseGuestInfo"/>).</summary>
    public bool HasCommandNamesOnly { get; private init; }

    /// <summary>All commands; the order has no meaning.</summary>
    public IReadOnlyList<QmpCommandInfo> Commands { get; }

    /// <summary>All events; the order has no meaning.</summary>
    public IReadOnlyList<QmpEventInfo> Events { get; }

    /// <summary>All types that commands and events reach; the order has no meaning.</summary>
    public IReadOnlyList<QmpTypeInfo> Types => _types.GetAll();

    /// <summary>Reads the answer to <c>query-qmp-schema</c>, or a module's definitions.</summary>
    /// <param name="schemaInfoArray">A JSON array of SchemaInfo objects in UTF-8.</param>
    /// <exception cref="FormatException">It isn't one.</exception>
    public static QmpSchema Parse(ReadOnlySpan<byte> schemaInfoArray)
    {
        var reader = new SchemaAnswerReader();
        reader.Add(schemaInfoArray);
        return new QmpSchema(reader.Link());
    }

    /// <summary>Reads the answer to <c>query-qmp-schema</c>.</summary>
    /// <exception cref="FormatException">It isn't one.</exception>
    public static QmpSchema Parse(JsonElement schemaInfoArray)
    {
        var reader = new SchemaAnswerReader();
        reader.Add(schemaInfoArray);
        return new QmpSchema(reader.Link());
    }

    /// <summary>Reads the definitions of a compiled schema's modules.</summary>
    /// <exception cref="FormatException">A module's definitions aren't SchemaInfo.</exception>
    public static QmpSchema FromModules(IEnumerable<QmpModule> modules)
    {
        var reader = new SchemaAnswerReader();
        foreach (QmpModule module in modules)
        {
            reader.Add(module.Definitions);
        }

        return new QmpSchema(reader.Link());
    }

    /// <summary>Reads what a guest agent tells of itself: the names of the commands that it has and that aren't switched off.</summary>
    /// <param name="guestInfo">The answer to <c>guest-info</c>.</param>
    /// <exception cref="FormatException">It isn't one.</exception>
    public static QmpSchema ParseGuestInfo(JsonElement guestInfo)
    {
        var reader = new SchemaAnswerReader();
        reader.Add(GuestInfo.ToSchemaInfo(guestInfo));
        return new QmpSchema(reader.Link()) { HasCommandNamesOnly = true };
    }

    /// <summary>Looks a command up.</summary>
    public bool TryGetCommand(string name, [NotNullWhen(true)] out QmpCommandInfo? command) => _commands.TryGetValue(name, out command);

    /// <summary>Looks an event up.</summary>
    public bool TryGetEvent(string name, [NotNullWhen(true)] out QmpEventInfo? data) => _events.TryGetValue(name, out data);

    /// <summary>Looks a type up by the name that this schema has for it.</summary>
    public bool TryGetType(string name, [NotNullWhen(true)] out QmpTypeInfo? type) => _types.TryGet(name, out type);
}
