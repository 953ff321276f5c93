using System;
using System.Collections.Generic;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Wire;

/// <summary>What a peer can name: a command, an event, a member, a value, a branch, an alternative.</summary>
internal abstract class WireElement
{
    /// <summary>The name on the wire; of an alternative its branch name, or its JSON kind where none is known.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is written; null if that isn't known.</summary>
    public SchemaLocation? Location { get; init; }

    /// <summary>When it is there; null means always.</summary>
    public Condition? Condition { get; init; }

    /// <summary>Names of its features, in order.</summary>
    public IReadOnlyList<string> Features { get; init; } = Array.Empty<string>();

    /// <summary>When those of its features are there that aren't always; nothing of what introspection shows.</summary>
    public IReadOnlyDictionary<string, Condition> FeatureConditions { get; init; } = NoConditions.Instance;

    /// <summary>What the documentation says of it, or null.</summary>
    public ElementDocs? Docs { get; init; }

    /// <summary>Whether its feature says that it will go away.</summary>
    public bool IsDeprecated => Has(Feature.Deprecated);

    /// <summary>Whether its feature or its name says that it may change.</summary>
    public bool IsUnstable => Has(Feature.Unstable) || IsExperimentalName(Name);

    /// <summary>Whether a vendor added it (spec N-1).</summary>
    public bool IsVendor => Name.StartsWith("__", StringComparison.Ordinal);

    /// <summary>Whether it has a feature.</summary>
    public bool Has(string feature)
    {
        foreach (string name in Features)
        {
            if (name == feature)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool IsExperimentalName(string name)
    {
        int start = 0;
        if (name.StartsWith("__", StringComparison.Ordinal))
        {
            start = name.IndexOf('_', 2) + 1;
        }

        return string.CompareOrdinal(name, start, "x-", 0, 2) == 0;
    }
}

/// <summary>The conditions of features that are always there.</summary>
internal static class NoConditions
{
    /// <summary>None.</summary>
    public static IReadOnlyDictionary<string, Condition> Instance { get; } = new Dictionary<string, Condition>();
}
