using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Runtime.Metadata;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Shell.Catalog;

/// <summary>What the shell knows of the server: commands, events and types, from the server itself or from a schema file.</summary>
internal sealed class ShellCatalog
{
    private readonly QmpSchema? _schema;
    private readonly QmpSchema? _explained;
    private readonly HashSet<string> _silentCommands;

    /// <summary>Makes a catalogue.</summary>
    /// <param name="schema">Commands, events and types; null if there are none to be had.</param>
    /// <param name="documented">A schema file with its documentation; null if there is none.</param>
    /// <param name="commandNames">Names of the commands where nothing else is known of them; null for those of <paramref name="schema"/>.</param>
    /// <param name="silentCommands">Names of commands without a success response (QMP spec 15).</param>
    public ShellCatalog(QmpSchema? schema, SchemaFileCatalog? documented = null, IEnumerable<string>? commandNames = null, IEnumerable<string>? silentCommands = null)
    {
        _schema = schema;
        Documented = documented?.Schema;
        _explained = documented?.Types ?? schema;
        _silentCommands = new HashSet<string>(silentCommands ?? [], StringComparer.Ordinal);
        IEnumerable<string> names = commandNames ?? schema?.Commands.Select(c => c.Name) ?? [];
        CommandNames = names.Order(StringComparer.Ordinal).ToArray();
        EventNames = schema?.Events.Select(e => e.Name).Order(StringComparer.Ordinal).ToArray() ?? [];
    }

    /// <summary>Nothing is known.</summary>
    public static ShellCatalog Empty { get; } = new(null);

    /// <summary>Names of all commands, in ordinal order; empty if unknown.</summary>
    public IReadOnlyList<string> CommandNames { get; }

    /// <summary>Names of all events, in ordinal order; empty if unknown.</summary>
    public IReadOnlyList<string> EventNames { get; }

    /// <summary>The schema with its documentation, or null.</summary>
    public QapiSchema? Documented { get; }

    /// <summary>Whether a command answers nothing when it succeeds.</summary>
    public bool IsSilent(string command) => _silentCommands.Contains(command);

    /// <summary>
    /// Whether a command may take arguments that its type doesn't have (<c>gen: false</c>, QAPI spec W-21). Introspection doesn't show that, so
    /// without a schema file only the server can judge.
    /// </summary>
    public bool MayTakeMore(string command) =>
        Documented is null || !Documented.ByName.TryGetValue(command, out SchemaEntity? entity) || entity is CommandDefinition { HasGeneratedMarshalling: false };

    /// <summary>The command of a name, or null.</summary>
    public QmpCommandInfo? FindCommand(string name) => _schema is not null && _schema.TryGetCommand(name, out QmpCommandInfo? command) ? command : null;

    /// <summary>The command of a name for explaining it: as the file has it, where types have names; null if there is none.</summary>
    public QmpCommandInfo? ExplainCommand(string name) => _explained is not null && _explained.TryGetCommand(name, out QmpCommandInfo? command) ? command : FindCommand(name);

    /// <summary>The event of a name, or null.</summary>
    public QmpEventInfo? FindEvent(string name) => _schema is not null && _schema.TryGetEvent(name, out QmpEventInfo? data) ? data : null;

    /// <summary>The event of a name for explaining it, or null.</summary>
    public QmpEventInfo? ExplainEvent(string name) =>
        (_explained is not null && _explained.TryGetEvent(name, out QmpEventInfo? data)) || (_schema is not null && _schema.TryGetEvent(name, out data)) ? data : null;

    /// <summary>The type of a name for explaining it, or null.</summary>
    public QmpTypeInfo? ExplainType(string name) => _explained is not null && _explained.TryGetType(name, out QmpTypeInfo? type) ? type : null;
}
