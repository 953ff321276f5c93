using System.Collections.Generic;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes a QAPI <c>alternate</c> as an abstract record with one nested record per alternative.</summary>
internal static class AlternateEmitter
{
    private static readonly (JsonKinds Kind, string Tokens)[] Tokens =
    [
        (JsonKinds.String, "String"),
        (JsonKinds.Number, "Number"),
        (JsonKinds.Boolean, "True|False"),
        (JsonKinds.Null, "Null"),
        (JsonKinds.Object, "StartObject"),
        (JsonKinds.Array, "StartArray"),
    ];

    /// <summary>Writes everything of one alternate.</summary>
    public static void Write(AlternateSpec spec, SourceWriter w)
    {
        XmlDoc.Write(w, spec.Doc);
        AttributeEmitter.WriteType(w, spec.Mark, CodecText.Converter(spec.Sides, spec.TypeName));
        using (w.Block($"public abstract partial record {spec.TypeName} : {CodecText.Interface(spec.Sides, spec.TypeName)}"))
        {
            w.Line($"private {spec.TypeName}()");
            w.Line("{");
            w.Line("}");
            w.Line();
            WriteConversions(spec, w);
            if (spec.Sides.Reads())
            {
                WriteRead(spec, w);
                w.Line();
            }

            if (spec.Sides.Writes())
            {
                WriteWrite(spec, w);
                w.Line();
            }

            for (int i = 0; i < spec.Alternatives.Count; i++)
            {
                if (i > 0)
                {
                    w.Line();
                }

                WriteAlternative(spec, spec.Alternatives[i], w);
            }
        }
    }

    private static void WriteConversions(AlternateSpec spec, SourceWriter w)
    {
        foreach (AlternativeSpec alternative in spec.Alternatives)
        {
            if (alternative.HasConversion)
            {
                w.Line($"/// <summary>Makes the alternative <c>{XmlDoc.Escape(alternative.WireName)}</c>.</summary>");
                w.Line($"public static implicit operator {spec.TypeName}({alternative.Type.Name} value) => new {alternative.TypeName}(value);");
                w.Line();
            }
        }
    }

    private static void WriteRead(AlternateSpec spec, SourceWriter w)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public static {spec.TypeName} Read({RuntimeNames.ReadParameters})"))
        {
            StructEmitter.WriteGuard(spec.IsRecursive, w);
            using (w.Block("switch (reader.TokenType)"))
            {
                foreach (AlternativeSpec alternative in spec.Alternatives)
                {
                    foreach (string token in TokensOf(alternative.Type.JsonKinds))
                    {
                        w.Line($"case {RuntimeNames.Json}JsonTokenType.{token}:");
                    }

                    w.Inner($"return new {alternative.TypeName}({alternative.Type.Reader}.Read(ref reader, mode));");
                }

                w.Line("default:");
                w.Inner($"throw {RuntimeNames.Reader}.WrongType(ref reader, {CSharpLiteral.Quote(spec.WireName)});");
            }
        }
    }

    private static void WriteWrite(AlternateSpec spec, SourceWriter w)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public static void Write({RuntimeNames.WriteParameters}{spec.TypeName} value)"))
        {
            StructEmitter.WriteGuard(spec.IsRecursive, w);
            w.Line("value.WriteBranch(ref writer);");
        }

        w.Line();
        w.Line($"private protected abstract void WriteBranch(ref {RuntimeNames.Wire}WireWriter writer);");
    }

    private static void WriteAlternative(AlternateSpec spec, AlternativeSpec alternative, SourceWriter w)
    {
        var value = new MemberSpec("", "Value", "value", alternative.Type, false, new MarkSpec(null), new DocSpec("The value."));
        XmlDoc.Write(w, alternative.Doc);
        AttributeEmitter.WriteConverter(w, CodecText.BranchConverter(spec.Sides, spec.TypeName, alternative.TypeName));
        using (w.Block($"public sealed record {alternative.TypeName} : {spec.TypeName}"))
        {
            w.Line("/// <summary>Makes it.</summary>");
            w.Line("[global::System.Diagnostics.CodeAnalysis.SetsRequiredMembers]");
            w.Line($"public {alternative.TypeName}({alternative.Type.Name} value) => Value = value;");
            w.Line();
            MemberEmitter.WriteProperty(value, w);
            if (spec.Sides.Writes())
            {
                w.Line();
                w.Line($"private protected override void WriteBranch(ref {RuntimeNames.Wire}WireWriter writer) =>");
                using (w.Indent())
                {
                    MemberEmitter.WriteValue(alternative.Type, "Value", "\"value\"", w);
                }
            }
        }
    }

    private static IEnumerable<string> TokensOf(JsonKinds kinds)
    {
        foreach ((JsonKinds kind, string tokens) in Tokens)
        {
            if ((kinds & kind) != 0)
            {
                foreach (string token in tokens.Split('|'))
                {
                    yield return token;
                }
            }
        }
    }
}
