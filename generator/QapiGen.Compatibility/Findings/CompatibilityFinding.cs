using System.Collections.Generic;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Findings;

/// <summary>One change of one element, judged in every direction in which the element is reached.</summary>
public sealed record CompatibilityFinding
{
    /// <summary>The rule; where several apply to the change (an argument that is also part of a result), the gravest.</summary>
    public required SchemaRule Rule { get; init; }

    /// <summary>Ids of the other rules that apply to the same change, ascending.</summary>
    public required IReadOnlyList<string> OtherRules { get; init; }

    /// <summary>What it amounts to, under the profile asked for.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Whom it breaks.</summary>
    public required Facts Facts { get; init; }

    /// <summary>What happened to the element.</summary>
    public ChangeKind Kind { get; init; }

    /// <summary>Which way the values go.</summary>
    public required Direction Direction { get; init; }

    /// <summary><c>command</c>, <c>EVENT</c> or type name, then <c>.member</c> or <c>.value</c>; without names a way from a command or event.</summary>
    public required string Path { get; init; }

    /// <summary>The feature of the element that the change is about; null if it is about the element.</summary>
    public string? Feature { get; init; }

    /// <summary>What suppressions name: the path and, where the change is about a feature, that behind a colon.</summary>
    public string FullPath => Feature is null ? Path : $"{Path}:{Feature}";

    /// <summary>What changed, in English.</summary>
    public required string Message { get; init; }

    /// <summary>What softens or explains the verdict, or null.</summary>
    public string? Note { get; init; }

    /// <summary>Commands and events that reach the element, in schema order.</summary>
    public required IReadOnlyList<string> ReachedFrom { get; init; }

    /// <summary>
    /// Full paths of the elements that a summary stands for (QAPI3904), or that show one change of what they inherit where a captured side doesn't say what that is; else empty.
    /// </summary>
    public IReadOnlyList<string> Elements { get; init; } = [];

    /// <summary>The place in the old schema, or null.</summary>
    public SchemaLocation? Old { get; init; }

    /// <summary>The place in the new schema, or null.</summary>
    public SchemaLocation? New { get; init; }

    /// <summary>The type in the new schema that holds or held the element, or null: where to point when the element itself is gone.</summary>
    public SchemaLocation? Near { get; init; }

    /// <summary>Whether the element was unstable, which lowers the verdict by one level.</summary>
    public bool IsUnstable { get; init; }

    /// <summary>Whether mandatory members were added to what a server sends, and nothing else: only who talks to old servers has to know.</summary>
    public bool AddsToReplies { get; init; }

    /// <summary>Whom it breaks, in words; empty if nobody.</summary>
    public string Victims => string.Join(", ", VictimList);

    /// <summary>Each of those that it breaks, in words.</summary>
    public IReadOnlyList<string> VictimList => FactWords.Victims(Facts, Direction);

    /// <summary>Message and note as one text.</summary>
    public string Text => Note is null ? Message : $"{Message}; {Note}";

    /// <inheritdoc/>
    public override string ToString() => $"{Rule.Id} {Verdict} {Direction} {FullPath}: {Text}";
}
