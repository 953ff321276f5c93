using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes a QAPI <c>struct</c> as a record that is its own codec.</summary>
internal static class StructEmitter
{
    /// <summary>Writes everything of one struct.</summary>
    public static void Write(StructSpec spec, SourceWriter w)
    {
        XmlDoc.Write(w, spec.Doc);
        AttributeEmitter.WriteType(w, spec.Mark, CodecText.Converter(spec.Sides, spec.TypeName));
        string modifier = spec.IsSealed ? "sealed " : "";
        string bases = spec.BaseName is null ? "" : spec.BaseName + ", ";
        using (w.Block($"public {modifier}partial record {spec.TypeName} : {bases}{CodecText.Interface(spec.Sides, spec.TypeName)}"))
        {
            if (spec.Members.Count > 0 && spec.Sides.Reads())
            {
                MemberEmitter.WriteNames(spec.WireName, spec.Members, "s_names", w);
                w.Line();
            }

            foreach (MemberSpec member in spec.Members)
            {
                if (!member.IsInherited)
                {
                    MemberEmitter.WriteProperty(member, w);
                    w.Line();
                }
            }

            if (spec.Sides.Reads())
            {
                WriteRead(spec, w);
            }

            if (spec.Sides == CodecSides.Both)
            {
                w.Line();
            }

            if (spec.Sides.Writes())
            {
                WriteWrite(spec, w);
            }
        }
    }

    private static void WriteRead(StructSpec spec, SourceWriter w)
    {
        // What derives from a type that is read is read itself, and the base with it.
        string hides = spec.BaseName is null ? "" : "new ";
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public static {hides}{spec.TypeName} Read({RuntimeNames.ReadParameters})"))
        {
            WriteGuard(spec.IsRecursive, w);
            if (spec.Members.Count == 0)
            {
                w.Line($"{RuntimeNames.NoData}.Read(ref reader, mode);");
                w.Line($"return new {spec.TypeName}();");
                return;
            }

            MemberEmitter.WriteReadLoop(spec.Members, "s_names", null, MemberEmitter.UnknownMember, w);
            w.Line($"return new {spec.TypeName}");
            MemberEmitter.WriteInitializer(spec.Members, "s_names", null, w);
        }
    }

    private static void WriteWrite(StructSpec spec, SourceWriter w)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public static void Write({RuntimeNames.WriteParameters}{spec.TypeName} value)"))
        {
            WriteGuard(spec.IsRecursive, w);
            w.Line("writer.BeginObject();");
            MemberEmitter.WriteMembers(spec.Members, "value.", areParameters: false, w);
            w.Line("writer.EndObject();");
        }
    }

    /// <summary>Writes the guard of types that may nest in themselves.</summary>
    public static void WriteGuard(bool isRecursive, SourceWriter w)
    {
        if (isRecursive)
        {
            w.Line($"{RuntimeNames.Reader}.EnterNested();");
        }
    }
}
