using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Wire;

/// <summary>A schema as the wire shows it: commands and events with the shapes they reach. Both sides of a comparison are one.</summary>
/// <remarks>Immutable after it is made, and safe to use from several threads.</remarks>
public sealed class WireSchema
{
    private WireSchema? _whole;
    private Func<WireSchema>? _everything;

    internal WireSchema(IReadOnlyList<WireCommand> commands, IReadOnlyList<WireEvent> events, bool isIntrospection, IReadOnlyList<string> gaps)
    {
        Commands = commands;
        Events = events;
        IsIntrospection = isIntrospection;
        Gaps = gaps;
    }

    /// <summary>A schema with nothing in it.</summary>
    public static WireSchema Empty { get; } = new([], [], isIntrospection: false, []);

    /// <summary>Whether it was made from a <c>query-qmp-schema</c> reply, which has no conditions, documentation or places.</summary>
    public bool IsIntrospection { get; }

    /// <summary>What is missing, such as a type that is referred to and not defined. A comparison with gaps is incomplete (QAPI3901).</summary>
    public IReadOnlyList<string> Gaps { get; }

    /// <summary>How many commands it has.</summary>
    public int CommandCount => Commands.Count;

    /// <summary>How many events it has.</summary>
    public int EventCount => Events.Count;

    /// <summary>Whether it has neither commands nor events.</summary>
    public bool IsEmpty => CommandCount == 0 && EventCount == 0;

    /// <summary>The schema that this is a part of (<see cref="Select(string, string)"/>); itself if it is whole.</summary>
    public WireSchema Whole => _whole ?? this;

    /// <summary>The whole schema, whatever its conditions; made anew where a configuration was chosen.</summary>
    internal WireSchema Everything => Whole._everything?.Invoke() ?? Whole;

    /// <summary>The patterns that chose this part, each in quotes; empty if it is whole.</summary>
    internal string Selection { get; private init; } = string.Empty;

    /// <summary>Structs, unions and alternates by name, whoever uses them; none from introspection, which doesn't have names.</summary>
    internal IReadOnlyList<WireStoredType> NamedTypes { get; init; } = [];

    internal IReadOnlyList<WireCommand> Commands { get; }

    internal IReadOnlyList<WireEvent> Events { get; }

    /// <summary>Makes one from a resolved schema.</summary>
    /// <param name="schema">The schema; it should have bound without errors.</param>
    /// <param name="symbols">
    /// The configuration: what doesn't hold is left out. Null keeps everything with its conditions, which are then compared as formulas.
    /// </param>
    /// <param name="gaps">Faults found before, such as a file that didn't parse.</param>
    public static WireSchema FromModel(QapiSchema schema, SymbolSet? symbols = null, IReadOnlyList<string>? gaps = null)
    {
        WireSchema made = new ModelWireBuilder(symbols).Build(schema ?? throw new ArgumentNullException(nameof(schema)), gaps ?? Array.Empty<string>());
        made._everything = symbols is null ? null : () => FromModel(schema, null, gaps);
        return made;
    }

    /// <summary>The part that a project uses: commands and events that match, and what they reach.</summary>
    /// <param name="commands">Patterns of commands, such as <c>query-*;job-*</c>; empty for all, or none if events are named.</param>
    /// <param name="events">Patterns of events; empty for all, or none if commands are named.</param>
    public WireSchema Select(string commands, string events) => Select(new NamePattern(commands), new NamePattern(events));

    /// <summary>The part that a project uses, by patterns that remember what they have matched.</summary>
    /// <param name="commands">Patterns of commands; none for all, or none if events are named.</param>
    /// <param name="events">Patterns of events; none for all, or none if commands are named.</param>
    public WireSchema Select(NamePattern commands, NamePattern events)
    {
        _ = commands ?? throw new ArgumentNullException(nameof(commands));
        _ = events ?? throw new ArgumentNullException(nameof(events));
        bool isAll = commands.IsEmpty && events.IsEmpty;
        return isAll ? this : new WireSchema(
            Commands.Where(command => commands.Matches(command.Name)).ToArray(),
            Events.Where(definition => events.Matches(definition.Name)).ToArray(),
            IsIntrospection,
            Gaps)
        {
            NamedTypes = NamedTypes,
            Selection = string.Join(" or ", new[] { commands.Text, events.Text }.Where(patterns => patterns.Length > 0).Select(patterns => $"'{SafeText.Quote(patterns)}'")),
            _whole = Whole,
        };
    }
}
