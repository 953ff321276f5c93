using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes a QAPI <c>enum</c> as a C# enum, its codec and its conversions.</summary>
internal static class EnumEmitter
{
    /// <summary>Writes everything of one enum.</summary>
    public static void Write(EnumSpec spec, SourceWriter w)
    {
        WriteType(spec, w);
        w.Line();
        WriteCodec(spec, w);
        w.Line();
        WriteExtensions(spec, w);
    }

    private static void WriteType(EnumSpec spec, SourceWriter w)
    {
        XmlDoc.Write(w, spec.Doc);
        AttributeEmitter.WriteType(w, spec.Mark, $"WireCodecConverter<{spec.TypeName}, {spec.TypeName}, {spec.CodecName}>");
        using (w.Block($"public enum {spec.TypeName}"))
        {
            foreach (EnumValueSpec value in spec.Values)
            {
                XmlDoc.Write(w, value.Doc);
                AttributeEmitter.Write(w, value.Mark);
                w.Line($"{value.Identifier},");
            }
        }
    }

    private static void WriteCodec(EnumSpec spec, SourceWriter w)
    {
        w.Line($"/// <summary>Reads and writes <see cref=\"{spec.TypeName}\"/>.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public readonly struct {spec.CodecName} : {RuntimeNames.Wire}IWireCodec<{spec.TypeName}>"))
        {
            string texts = string.Concat(spec.Values.Select(value => ", " + CSharpLiteral.Quote(value.WireName)));
            w.Line("/// <summary>The texts of the values.</summary>");
            w.Line($"public static {RuntimeNames.Wire}WireEnum Table {{ get; }} = new({CSharpLiteral.Quote(spec.WireName)}{texts});");
            w.Line();
            w.Line("/// <inheritdoc/>");
            w.Line($"public static {spec.TypeName} Read({RuntimeNames.ReadParameters}) => ({spec.TypeName})Table.Read(ref reader, mode);");
            w.Line();
            w.Line("/// <inheritdoc/>");
            w.Line($"public static void Write({RuntimeNames.WriteParameters}{spec.TypeName} value) => Table.Write(ref writer, (int)value);");
        }
    }

    private static void WriteExtensions(EnumSpec spec, SourceWriter w)
    {
        w.Line($"/// <summary>Conversions of <see cref=\"{spec.TypeName}\"/>.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public static class {spec.ExtensionsName}"))
        {
            w.Line("/// <summary>The value as text on the wire, also of a value that the schema doesn't know.</summary>");
            w.Line($"public static string ToWire(this {spec.TypeName} value) => {spec.CodecName}.Table.GetText((int)value);");
            w.Line();
            w.Line("/// <summary>Whether the schema knows the value.</summary>");
            w.Line($"public static bool IsDefined(this {spec.TypeName} value) => {spec.CodecName}.Table.IsDefined((int)value);");
            w.Line();
            w.Line("/// <summary>Finds the value of a text that the schema knows.</summary>");
            using (w.Block($"public static bool TryParse(string? text, out {spec.TypeName} value)"))
            {
                w.Line($"bool known = {spec.CodecName}.Table.TryParse(text, out int position);");
                w.Line($"value = ({spec.TypeName})position;");
                w.Line("return known;");
            }
        }
    }
}
