using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes the records nested in a union.</summary>
internal static class BranchEmitter
{
    /// <summary>Whether the branch adds anything to the base.</summary>
    public static bool HasOwnReader(BranchSpec branch) => branch.Members.Count > 0 || branch.Inner is not null;

    /// <summary>Writes one branch.</summary>
    public static void Write(UnionSpec union, BranchSpec branch, SourceWriter w)
    {
        XmlDoc.Write(w, branch.Doc);
        AttributeEmitter.Write(w, branch.Mark);
        AttributeEmitter.WriteConverter(w, CodecText.BranchConverter(union.Sides, union.TypeName, branch.TypeName));
        using (w.Block($"public sealed record {branch.TypeName} : {union.TypeName}"))
        {
            List<MemberSpec> all = union.Members.Concat(branch.Members).ToList();
            if (branch.Members.Count > 0 && union.Sides.Reads())
            {
                MemberEmitter.WriteNames(union.WireName, all, "s_branchNames", w);
                w.Line();
            }

            w.Line("/// <inheritdoc/>");
            w.Line($"public override {union.Discriminator.Type.Name} {union.Discriminator.Identifier} => {union.Discriminator.Type.Name}.{branch.ValueIdentifier};");
            foreach (MemberSpec member in Own(branch))
            {
                w.Line();
                MemberEmitter.WriteProperty(member, w);
            }

            if (!HasOwnReader(branch))
            {
                return;
            }

            if (union.Sides.Reads())
            {
                w.Line();
                WriteRead(union, branch, all, w);
            }

            if (union.Sides.Writes())
            {
                w.Line();
                WriteWriteBranch(branch, w);
            }
        }
    }

    /// <summary>Writes the record for values of the discriminator that the schema doesn't know.</summary>
    public static void WriteUnknown(UnionSpec union, SourceWriter w)
    {
        MemberSpec tag = union.Discriminator;
        w.Line($"/// <summary>A branch that the schema doesn't know; kept as JSON{(union.Sides.Writes() ? " and written back as it came" : "")}.</summary>");
        AttributeEmitter.WriteConverter(w, CodecText.BranchConverter(union.Sides, union.TypeName, "Unknown"));
        using (w.Block($"public sealed record Unknown : {union.TypeName}"))
        {
            w.Line($"private readonly {RuntimeNames.Wire}WireValue _json;");
            w.Line();
            using (w.Block($"internal Unknown(int branch, {RuntimeNames.JsonElement} json)"))
            {
                w.Line($"{tag.Identifier} = ({tag.Type.Name})branch;");
                w.Line("_json = new(json);");
            }

            w.Line();
            w.Line("/// <inheritdoc/>");
            w.Line($"public override {tag.Type.Name} {tag.Identifier} {{ get; }}");
            w.Line();
            w.Line("/// <summary>The whole object as it came.</summary>");
            w.Line($"public {RuntimeNames.JsonElement} UnknownJson => _json.Element;");
            if (union.Sides.Writes())
            {
                w.Line();
                w.Line($"private protected override void WriteBranch(ref {RuntimeNames.Wire}WireWriter writer) => writer.Element(_json.Element);");
            }
        }
    }

    private static IEnumerable<MemberSpec> Own(BranchSpec branch) =>
        branch.Inner is null ? branch.Members : new[] { branch.Inner };

    private static void WriteRead(UnionSpec union, BranchSpec branch, List<MemberSpec> all, SourceWriter w)
    {
        if (branch.Inner is not null)
        {
            WriteReadInner(union, branch, branch.Inner, w);
            return;
        }

        using (w.Block($"internal static {branch.TypeName} ReadBranch({RuntimeNames.ReadParameters})"))
        {
            MemberEmitter.WriteReadLoop(all, "s_branchNames", union.Discriminator, MemberEmitter.UnknownMember, w);
            w.Line($"return new {branch.TypeName}");
            MemberEmitter.WriteInitializer(all, "s_branchNames", union.Discriminator, w);
        }
    }

    // Both unions share one JSON object: the outer members are read first, then the inner union from what is left (QAPI spec W-6).
    private static void WriteReadInner(UnionSpec union, BranchSpec branch, MemberSpec inner, SourceWriter w)
    {
        using (w.Block($"internal static {branch.TypeName} ReadBranch({RuntimeNames.ReadParameters})"))
        {
            w.Line($"{RuntimeNames.Utf8JsonReader} whole = reader;");
            MemberEmitter.WriteReadLoop(union.Members, "s_names", union.Discriminator, MemberEmitter.SkipMember, w);
            w.Line("reader = whole;");
            w.Line($"return new {branch.TypeName}");
            using (w.Braces("};"))
            {
                MemberEmitter.WriteAssignments(union.Members, "s_names", union.Discriminator, w);
                w.Line($"{inner.Identifier} = {RuntimeNames.Reader}.Embedded<{inner.Type.Name}, {inner.Type.Reader}>(ref reader, s_names, mode),");
            }
        }
    }

    private static void WriteWriteBranch(BranchSpec branch, SourceWriter w)
    {
        using (w.Block($"private protected override void WriteBranch(ref {RuntimeNames.Wire}WireWriter writer)"))
        {
            w.Line("writer.BeginObject();");
            w.Line("WriteBase(ref writer);");
            if (branch.Inner is { } inner)
            {
                w.Line($"writer.Embed<{inner.Type.Name}, {inner.Type.Writer}>({inner.Identifier});");
            }
            else
            {
                MemberEmitter.WriteMembers(branch.Members, "", areParameters: false, w);
            }

            w.Line("writer.EndObject();");
        }
    }
}
