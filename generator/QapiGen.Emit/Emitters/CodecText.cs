using QapiGen.Emit.Specs;

namespace QapiGen.Emit.Emitters;

/// <summary>Names of what a codec implements, and of its converter for System.Text.Json, for both of its sides or one.</summary>
internal static class CodecText
{
    /// <summary>The interface of a type that is its own codec.</summary>
    public static string Interface(CodecSides sides, string type) => sides switch
    {
        CodecSides.Read => $"{RuntimeNames.Wire}IWireReadable<{type}>",
        CodecSides.Write => $"{RuntimeNames.Wire}IWireWritable<{type}>",
        _ => $"{RuntimeNames.Wire}IWireCodec<{type}>",
    };

    /// <summary>The converter of such a type.</summary>
    public static string Converter(CodecSides sides, string type) =>
        sides == CodecSides.Both ? $"WireConverter<{type}>" : $"Wire{sides}Converter<{type}, {type}>";

    /// <summary>The converter of a branch of such a type.</summary>
    public static string BranchConverter(CodecSides sides, string whole, string branch) => sides == CodecSides.Both
        ? $"WireCodecConverter<{whole}.{branch}, {whole}, {whole}>"
        : $"Wire{sides}Converter<{whole}.{branch}, {whole}>";

    /// <summary>Whether values are read.</summary>
    public static bool Reads(this CodecSides sides) => (sides & CodecSides.Read) != 0;

    /// <summary>Whether values are written.</summary>
    public static bool Writes(this CodecSides sides) => (sides & CodecSides.Write) != 0;
}
