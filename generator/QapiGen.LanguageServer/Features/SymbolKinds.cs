using QapiGen.Schema.Outline;

namespace QapiGen.LanguageServer.Features;

/// <summary>The protocol's kinds of symbols for QAPI's.</summary>
internal static class SymbolKinds
{
    private const int Class = 5;
    private const int Property = 7;
    private const int Field = 8;
    private const int Enum = 10;
    private const int Interface = 11;
    private const int Function = 12;
    private const int Constant = 14;
    private const int EnumMember = 22;
    private const int Struct = 23;
    private const int Event = 24;

    /// <summary>A kind for a client: the protocol's first version has none above 18.</summary>
    public static int Known(int kind, bool knowsAll) => knowsAll ? kind : kind switch
    {
        EnumMember => Constant,
        Struct => Class,
        Event => Function,
        _ => kind,
    };

    /// <summary>Of a definition.</summary>
    public static int Of(string meta) => meta switch
    {
        "enum" => Enum,
        "struct" => Struct,
        "union" => Class,
        "alternate" => Interface,
        "event" => Event,
        _ => Function,
    };

    /// <summary>Of a part of a definition.</summary>
    public static int Of(NameRole role) => role switch
    {
        NameRole.Value => EnumMember,
        NameRole.Member => Field,
        _ => Property,
    };
}
