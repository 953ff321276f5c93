using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;
using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes the struct that carries the arguments of one command between its method and the wire.</summary>
internal static class ArgumentsEmitter
{
    /// <summary>Writes the struct.</summary>
    /// <param name="typeName">Its name.</param>
    /// <param name="owner">QAPI name of the command or event.</param>
    /// <param name="members">The arguments.</param>
    /// <param name="sides">What its codec does.</param>
    /// <param name="w">Where to write.</param>
    public static void Write(string typeName, string owner, EquatableArray<MemberSpec> members, CodecSides sides, SourceWriter w)
    {
        w.Line(GeneratedHeader.Attribute);
        string parameters = string.Join(", ", members.Select(member => $"{member.PropertyType} {member.Local}"));
        using (w.Block($"internal readonly struct {typeName}({parameters}) : {CodecText.Interface(sides, typeName)}"))
        {
            if (sides.Reads())
            {
                MemberEmitter.WriteNames(owner, members, "s_names", w);
                w.Line();
            }

            foreach (MemberSpec member in members)
            {
                w.Line($"public {member.PropertyType} {member.Identifier} {{ get; }} = {member.Local};");
            }

            if (sides.Reads())
            {
                w.Line();
                using (w.Block($"public static {typeName} Read({RuntimeNames.ReadParameters})"))
                {
                    MemberEmitter.WriteReadLoop(members, "s_names", null, MemberEmitter.UnknownMember, w);
                    w.Line($"return new({string.Join(", ", members.Select((_, i) => MemberEmitter.ReadValue(members, i, "s_names")))});");
                }
            }

            if (sides.Writes())
            {
                w.Line();
                WriteWrite(typeName, members, areParameters: true, w);
            }
        }
    }

    /// <summary>Writes the method that writes the members.</summary>
    public static void WriteWrite(string typeName, EquatableArray<MemberSpec> members, bool areParameters, SourceWriter w)
    {
        using (w.Block($"public static void Write({RuntimeNames.WriteParameters}{typeName} value)"))
        {
            w.Line("writer.BeginObject();");
            MemberEmitter.WriteMembers(members, "value.", areParameters, w);
            w.Line("writer.EndObject();");
        }
    }
}
