using System.Collections.Generic;

namespace QapiGen.Compatibility.Wire;

/// <summary>An enum.</summary>
internal sealed class WireEnum : WireType
{
    private NamedElements<WireValue> _values = NamedElements<WireValue>.None;

    /// <summary>The values, in order.</summary>
    public IReadOnlyList<WireValue> Values
    {
        get => _values.All;
        set => _values = new NamedElements<WireValue>(value);
    }

    /// <summary>Prefix of C constants, or null.</summary>
    public string? Prefix { get; init; }

    /// <inheritdoc/>
    public override JsonKind JsonKind => JsonKind.String;

    /// <inheritdoc/>
    protected override string KindDescription => "an enum";

    /// <summary>The value of a name, or null.</summary>
    public WireValue? Find(string name) => _values.Find(name);
}
