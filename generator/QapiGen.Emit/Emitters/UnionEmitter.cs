using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes a QAPI <c>union</c> as an abstract record with one nested record per branch.</summary>
/// <remarks>
/// The discriminator is looked up first, wherever it stands; then the branch reads the object in one go. Branches without members
/// share one reading method.
/// </remarks>
internal static class UnionEmitter
{
    /// <summary>Writes everything of one union.</summary>
    public static void Write(UnionSpec spec, SourceWriter w)
    {
        XmlDoc.Write(w, spec.Doc);
        AttributeEmitter.WriteType(w, spec.Mark, CodecText.Converter(spec.Sides, spec.TypeName));
        using (w.Block($"public abstract partial record {spec.TypeName} : {CodecText.Interface(spec.Sides, spec.TypeName)}"))
        {
            if (spec.Sides.Reads())
            {
                WriteTables(spec, w);
            }

            w.Line($"private {spec.TypeName}()");
            w.Line("{");
            w.Line("}");
            WriteProperties(spec, w);
            WriteEach(
                [(CodecSides.Read, WriteRead), (CodecSides.Write, WriteWrite), (CodecSides.Read, WriteReadBare), (CodecSides.Write, WriteWriteBase)], spec, w);
            foreach (BranchSpec branch in spec.Branches)
            {
                w.Line();
                BranchEmitter.Write(spec, branch, w);
            }

            // It comes by reading only.
            if (spec.Sides.Reads())
            {
                w.Line();
                BranchEmitter.WriteUnknown(spec, w);
            }
        }
    }

    private static void WriteEach((CodecSides Side, Action<UnionSpec, SourceWriter> Write)[] methods, UnionSpec spec, SourceWriter w)
    {
        foreach ((CodecSides side, Action<UnionSpec, SourceWriter> write) in methods)
        {
            if ((spec.Sides & side) != 0)
            {
                w.Line();
                write(spec, w);
            }
        }
    }

    private static void WriteTables(UnionSpec spec, SourceWriter w)
    {
        MemberEmitter.WriteNames(spec.WireName, spec.Members, "s_names", w);
        if (spec.CanLackDiscriminator)
        {
            WriteAbsent(spec, w);
        }

        w.Line();
    }

    // Servers that are older than the discriminator are to be understood: the branch shows in its members.
    private static void WriteAbsent(UnionSpec spec, SourceWriter w)
    {
        w.Line($"private static readonly {RuntimeNames.Wire}WireBranches s_absent = new(");
        for (int i = 0; i < spec.Branches.Count; i++)
        {
            BranchSpec branch = spec.Branches[i];
            string mandatory = string.Join(", ", branch.Members.Where(member => !member.IsOptional).Select(member => CSharpLiteral.Quote(member.WireName)));
            w.Inner($"({Digits.Text(branch.Position)}, [{mandatory}]){(i + 1 < spec.Branches.Count ? "," : ");")}");
        }
    }

    private static void WriteProperties(UnionSpec spec, SourceWriter w)
    {
        foreach (MemberSpec member in spec.Members)
        {
            w.Line();
            if (member == spec.Discriminator)
            {
                XmlDoc.Write(w, member.Doc);
                AttributeEmitter.Write(w, member.Mark);
                w.Line($"public abstract {member.Type.Name} {member.Identifier} {{ get; }}");
            }
            else
            {
                MemberEmitter.WriteProperty(member, w);
            }
        }
    }

    private static void WriteRead(UnionSpec spec, SourceWriter w)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public static {spec.TypeName} Read({RuntimeNames.ReadParameters})"))
        {
            StructEmitter.WriteGuard(spec.IsRecursive, w);
            string absent = spec.CanLackDiscriminator ? ", s_absent" : "";
            w.Line($"int branch = {RuntimeNames.Reader}.Discriminator(ref reader, s_names, {spec.Members.ToList().IndexOf(spec.Discriminator)}, {spec.Discriminator.Type.Codec}.Table, mode{absent});");
            using (w.Block("switch (branch)"))
            {
                foreach (BranchSpec branch in spec.Branches.Where(BranchEmitter.HasOwnReader))
                {
                    w.Line($"case {branch.Position}: return {branch.TypeName}.ReadBranch(ref reader, mode);");
                }

                w.Line("default: return ReadBare(ref reader, mode, branch);");
            }
        }
    }

    private static void WriteWrite(UnionSpec spec, SourceWriter w)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public static void Write({RuntimeNames.WriteParameters}{spec.TypeName} value)"))
        {
            StructEmitter.WriteGuard(spec.IsRecursive, w);
            w.Line("value.WriteBranch(ref writer);");
        }
    }

    private static void WriteReadBare(UnionSpec spec, SourceWriter w)
    {
        List<BranchSpec> bare = spec.Branches.Where(branch => !BranchEmitter.HasOwnReader(branch)).ToList();
        using (w.Block($"private static {spec.TypeName} ReadBare({RuntimeNames.ReadParameters}, int branch)"))
        {
            WriteUnknownBranch(spec, bare, w);
            MemberEmitter.WriteReadLoop(spec.Members, "s_names", spec.Discriminator, MemberEmitter.UnknownMember, w);
            using (w.Block("switch (branch)"))
            {
                foreach (BranchSpec branch in bare)
                {
                    WriteConstruction($"case {branch.Position}: return new {branch.TypeName}", spec, w);
                }

                WriteConstruction("default: return new Unknown(branch, json)", spec, w);
            }
        }
    }

    // What the build doesn't have is refused where reading is strict, kept as JSON where it is lenient (QAPI spec W-7, W-20).
    private static void WriteUnknownBranch(UnionSpec spec, List<BranchSpec> bare, SourceWriter w)
    {
        w.Line($"{RuntimeNames.JsonElement} json = default;");
        if (bare.Count == 0)
        {
            WriteKeep(spec, w);
        }
        else
        {
            string known = string.Join(" or ", bare.Select(branch => branch.Position));
            using (w.Block($"if (branch is not ({known}))"))
            {
                WriteKeep(spec, w);
            }
        }

        w.Line();
    }

    private static void WriteKeep(UnionSpec spec, SourceWriter w)
    {
        using (w.Block($"if (mode == {RuntimeNames.Wire}WireMode.Strict)"))
        {
            w.Line($"throw {RuntimeNames.Reader}.Unavailable({CSharpLiteral.Quote(spec.Discriminator.WireName)});");
        }

        w.Line();
        w.Line($"{RuntimeNames.Utf8JsonReader} whole = reader;");
        w.Line($"json = {RuntimeNames.JsonElement}.ParseValue(ref whole);");
    }

    private static void WriteConstruction(string head, UnionSpec spec, SourceWriter w)
    {
        if (spec.Members.Count == 1)
        {
            w.Line(head + (head.EndsWith(")", StringComparison.Ordinal) ? ";" : "();"));
            return;
        }

        w.Line(head);
        MemberEmitter.WriteInitializer(spec.Members, "s_names", spec.Discriminator, w);
    }

    private static void WriteWriteBase(UnionSpec spec, SourceWriter w)
    {
        w.Line($"private protected virtual void WriteBranch(ref {RuntimeNames.Wire}WireWriter writer)");
        using (w.Braces())
        {
            w.Line("writer.BeginObject();");
            w.Line("WriteBase(ref writer);");
            w.Line("writer.EndObject();");
        }

        w.Line();
        using (w.Block($"private protected void WriteBase(ref {RuntimeNames.Wire}WireWriter writer)"))
        {
            MemberEmitter.WriteMembers(spec.Members, "", areParameters: false, w);
        }
    }
}
