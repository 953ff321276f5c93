using System;
using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Outline;

/// <summary>The keys that the language has, for who offers them; the compiler checks by the same tables (spec 3.1).</summary>
public static class KnownKeys
{
    /// <summary>The keys that say what is defined.</summary>
    public static IReadOnlyList<string> Kinds { get; } = new[] { "alternate", "command", "enum", "event", "struct", "union" };

    /// <summary>The keys of what defines nothing.</summary>
    public static IReadOnlyList<string> Directives { get; } = new[] { "include", "pragma" };

    /// <summary>Of a member in long form.</summary>
    public static IReadOnlyList<string> Member => KeyTable.Member.Allowed;

    /// <summary>Of a branch or alternative in long form.</summary>
    public static IReadOnlyList<string> Branch => KeyTable.Branch.Allowed;

    /// <summary>Of an enum value in long form.</summary>
    public static IReadOnlyList<string> Value => KeyTable.Value.Allowed;

    /// <summary>Of a feature in long form.</summary>
    public static IReadOnlyList<string> Feature => KeyTable.Feature.Allowed;

    /// <summary>Of a condition in object form.</summary>
    public static IReadOnlyList<string> Condition { get; } = new[] { "all", "any", "not" };

    /// <summary>Of a definition; empty if it isn't one.</summary>
    /// <param name="meta"><c>struct</c>, <c>command</c> ….</param>
    public static IReadOnlyList<string> Of(string meta) => meta switch
    {
        "enum" => KeyTable.Enum.Allowed,
        "struct" => KeyTable.Struct.Allowed,
        "union" => KeyTable.Union.Allowed,
        "alternate" => KeyTable.Alternate.Allowed,
        "command" => KeyTable.Command.Allowed,
        "event" => KeyTable.Event.Allowed,
        _ => Array.Empty<string>(),
    };

    /// <summary>Of a pragma.</summary>
    public static IEnumerable<string> Pragmas(Dialect dialect) => PragmaTable.KnownKeys(dialect.Pragmas);
}
