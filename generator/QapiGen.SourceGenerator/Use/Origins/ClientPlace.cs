using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace QapiGen.SourceGenerator.Use.Origins;

/// <summary>Where code keeps a client, or what was made with one: a local, a parameter, a member, or a member of one of these.</summary>
/// <param name="symbols">The way to it; empty for <c>this</c>.</param>
internal sealed class ClientPlace(ImmutableArray<ISymbol> symbols) : IEquatable<ClientPlace>
{
    /// <summary>The instance whose code it is.</summary>
    public static ClientPlace This { get; } = new([]);

    /// <summary>The way to it: a local, a parameter or a member of <c>this</c>, and members of that.</summary>
    public ImmutableArray<ISymbol> Symbols { get; } = symbols;

    /// <summary>A member of what is at this place.</summary>
    public ClientPlace Then(ISymbol member) => new(member.IsStatic ? [member] : Symbols.Add(member));

    /// <summary>The same place, as it is seen from outside of the instance that has it.</summary>
    /// <param name="instance">Where the instance is.</param>
    public ClientPlace Of(ClientPlace instance) => Symbols.FirstOrDefault() is { IsStatic: true } ? this : new(instance.Symbols.AddRange(Symbols));

    /// <inheritdoc/>
    public bool Equals(ClientPlace? other) => other is not null && Symbols.SequenceEqual(other.Symbols, SymbolEqualityComparer.Default);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClientPlace);

    /// <inheritdoc/>
    public override int GetHashCode() => Symbols.IsEmpty ? 0 : SymbolEqualityComparer.Default.GetHashCode(Symbols[Symbols.Length - 1]);
}

/// <summary>How much is known of where a client comes from.</summary>
internal enum OriginKnowledge
{
    /// <summary>It is at one of the places.</summary>
    Whole,

    /// <summary>It was made elsewhere, and handed over as it is.</summary>
    HandedOver,

    /// <summary>It may come from anywhere.</summary>
    Part,
}

/// <summary>The client behind an expression: all places that it may be at.</summary>
/// <param name="Places">The places.</param>
/// <param name="Knowledge">Whether these are all.</param>
internal sealed record ClientOrigin(ImmutableHashSet<ClientPlace> Places, OriginKnowledge Knowledge)
{
    /// <summary>Of what nothing is known.</summary>
    public static ClientOrigin Unknown { get; } = new([], OriginKnowledge.Part);

    /// <summary>One place.</summary>
    public static ClientOrigin At(ClientPlace place) => new([place], OriginKnowledge.Whole);

    /// <summary>Either of two.</summary>
    public ClientOrigin Or(ClientOrigin other) =>
        new(Places.Union(other.Places), Knowledge > other.Knowledge ? Knowledge : other.Knowledge);

    /// <summary>Whether both may be the same client. Different places are different clients, as long as one isn't seen to be put into the other.</summary>
    public bool MayBe(ClientOrigin other) =>
        Knowledge != OriginKnowledge.Whole || other.Knowledge != OriginKnowledge.Whole || Places.Overlaps(other.Places);

    /// <summary>The origin of what is at places with these values, in the eyes of who only sees the places.</summary>
    /// <param name="values">What is put there; null for what isn't seen.</param>
    /// <param name="areProxies">Whether a client is only behind it, so that its maker has to be known.</param>
    public ClientOrigin With(IEnumerable<ClientOrigin?> values, bool areProxies)
    {
        ClientOrigin whole = this;
        foreach (ClientOrigin? value in values)
        {
            // A client that comes from somewhere else, as from a connection, is this place's own; but what isn't seen may be another's.
            whole = whole.Or(value is null ? new([], areProxies ? OriginKnowledge.HandedOver : OriginKnowledge.Part)
                : areProxies ? value
                : value with { Knowledge = OriginKnowledge.Whole });
        }

        return whole;
    }
}
