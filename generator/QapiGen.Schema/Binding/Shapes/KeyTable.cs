using System;
using System.Collections.Generic;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>The keys that objects of the language have (spec 3.1), sorted.</summary>
internal sealed class KeyTable
{
    private KeyTable(string[] required, string[] optional)
    {
        Required = required;
        var all = new List<string>(required);
        all.AddRange(optional);
        all.Sort(StringComparer.Ordinal);
        Allowed = all.ToArray();
    }

    public static KeyTable Enum { get; } = new(new[] { "data" }, new[] { "enum", "features", "if", "prefix" });

    public static KeyTable Struct { get; } = new(new[] { "data" }, new[] { "base", "features", "if", "struct" });

    public static KeyTable Union { get; } = new(new[] { "base", "data", "discriminator" }, new[] { "features", "if", "union" });

    /// <summary>A union where simple ones exist (spec T-12).</summary>
    public static KeyTable AnyUnion { get; } = new(new[] { "data" }, new[] { "base", "discriminator", "features", "if", "union" });

    public static KeyTable Alternate { get; } = new(new[] { "data" }, new[] { "alternate", "features", "if" });

    public static KeyTable Command { get; } = new(
        Array.Empty<string>(),
        new[] { "allow-oob", "allow-preconfig", "boxed", "command", "coroutine", "data", "features", "gen", "if", "returns", "success-response" });

    public static KeyTable Event { get; } = new(Array.Empty<string>(), new[] { "boxed", "data", "event", "features", "if" });

    public static KeyTable Member { get; } = new(new[] { "type" }, new[] { "features", "if" });

    /// <summary>Branches and alternatives have no features (spec T-6).</summary>
    public static KeyTable Branch { get; } = new(new[] { "type" }, new[] { "if" });

    public static KeyTable Value { get; } = new(new[] { "name" }, new[] { "features", "if" });

    /// <summary>A feature, and an enum value without features (spec V-7).</summary>
    public static KeyTable Feature { get; } = new(new[] { "name" }, new[] { "if" });

    public string[] Required { get; }

    public string[] Allowed { get; }
}
