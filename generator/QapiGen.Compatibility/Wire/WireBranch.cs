using System;
using System.Collections.Generic;

namespace QapiGen.Compatibility.Wire;

/// <summary>A branch of a union; its name is the discriminator's value.</summary>
internal sealed class WireBranch : WireElement
{
    /// <summary>The members it adds.</summary>
    public required WireObject Type { get; init; }

    /// <summary>The features of the tag's value: a branch has none of its own, and comes and goes with the value.</summary>
    public static IReadOnlyList<string> FeaturesOf(WireMember? tag, string value) =>
        (tag?.Type as WireEnum)?.Find(value)?.Features ?? Array.Empty<string>();
}
