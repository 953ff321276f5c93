using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes members of objects: as properties, and as what a codec does to read and write them.</summary>
internal static class MemberEmitter
{
    // What generated codec methods call their own variables.
    private static readonly HashSet<string> CodecLocals = new() { "reader", "mode", "writer", "value", "next", "branch", "json", "whole" };

    /// <summary>Writes an init-only property; lists and JSON elements are kept so that they compare by value.</summary>
    public static void WriteProperty(MemberSpec member, SourceWriter w)
    {
        string field = "_" + member.Local.TrimStart('@');
        WriteField(member, field, w);
        XmlDoc.Write(w, member.Doc);
        AttributeEmitter.Write(w, member.Mark);
        string modifiers = (member.HidesNestedType ? "new " : "") + (member.IsOptional ? "" : "required ");
        w.Line($"public {modifiers}{member.PropertyType} {member.Identifier} {Accessors(member, field)}");
    }

    /// <summary>Writes the table of names that <see cref="WriteReadLoop"/> uses.</summary>
    public static void WriteNames(IEnumerable<MemberSpec> members, string table, SourceWriter w)
    {
        string names = string.Join(", ", members.Select(member => CSharpLiteral.Quote(member.WireName)));
        w.Line($"private static readonly {RuntimeNames.Wire}WireNames {table} = new({names});");
    }

    /// <summary>Writes the loop that reads the members of an object into local variables.</summary>
    /// <param name="members">The members.</param>
    /// <param name="table">Name of the table of names.</param>
    /// <param name="skipped">A member whose value is known already, or null.</param>
    /// <param name="unknown">What is done with members that the type doesn't have.</param>
    /// <param name="w">Where to write.</param>
    public static void WriteReadLoop(
        IReadOnlyList<MemberSpec> members, string table, MemberSpec? skipped, string unknown, SourceWriter w)
    {
        foreach (MemberSpec member in members.Where(member => member != skipped))
        {
            w.Line($"{member.Type.Name}? {ReadLocal(member)} = null;");
        }

        w.Line("int next = 0;");
        w.Line($"{RuntimeNames.Reader}.BeginObject(ref reader);");
        using (w.Block($"while ({RuntimeNames.Reader}.NextMember(ref reader))"))
        using (w.Block($"switch ({table}.Find(ref reader, ref next))"))
        {
            for (int i = 0; i < members.Count; i++)
            {
                w.Line(members[i] == skipped
                    ? $"case {i}: reader.Skip(); break;"
                    : $"case {i}: {ReadLocal(members[i])} = {members[i].Type.Codec}.Read(ref reader, mode); break;");
            }

            w.Line($"default: {unknown} break;");
        }
    }

    /// <summary>Statement for members that the type doesn't have.</summary>
    public const string UnknownMember = RuntimeNames.Reader + ".UnknownMember(ref reader, mode);";

    /// <summary>Statement that passes over members that the type doesn't have.</summary>
    public const string SkipMember = RuntimeNames.Reader + ".SkipMember(ref reader);";

    /// <summary>The value that was read, with the check that a required one was there.</summary>
    public static string ReadValue(MemberSpec member) => member.IsOptional
        ? ReadLocal(member)
        : $"{RuntimeNames.Reader}.Required({ReadLocal(member)}, {CSharpLiteral.Quote(member.WireName)})";

    /// <summary>Writes the object initializer of a record whose members have been read, as the end of a statement.</summary>
    public static void WriteInitializer(IReadOnlyCollection<MemberSpec> members, SourceWriter w)
    {
        using (w.Braces("};"))
        {
            foreach (MemberSpec member in members)
            {
                w.Line($"{member.Identifier} = {ReadValue(member)},");
            }
        }
    }

    /// <summary>Writes the statements that write members.</summary>
    /// <param name="members">The members.</param>
    /// <param name="source">What to put in front of the property: <c>value.</c> or nothing.</param>
    /// <param name="w">Where to write.</param>
    public static void WriteMembers(IEnumerable<MemberSpec> members, string source, SourceWriter w)
    {
        foreach (MemberSpec member in members)
        {
            string name = CSharpLiteral.QuoteMember(member.WireName);
            if (!member.IsOptional)
            {
                w.Line($"writer.Member({name});");
                w.Line($"{member.Type.Codec}.Write(ref writer, {source}{member.Identifier});");
                continue;
            }

            // A pattern's variable lives on after its if: each needs a name of its own.
            string local = ReadLocal(member);
            using (w.Block($"if ({source}{member.Identifier} is {{ }} {local})"))
            {
                w.Line($"writer.Member({name});");
                w.Line($"{member.Type.Codec}.Write(ref writer, {local});");
            }
        }
    }

    private static string ReadLocal(MemberSpec member) =>
        CodecLocals.Contains(member.Local) ? member.Local + "_" : member.Local;

    private static void WriteField(MemberSpec member, string field, SourceWriter w)
    {
        if (member.Type.Shape == TypeShape.List)
        {
            string list = RuntimeNames.Wire + "ValueList" + member.Type.Name.Substring(member.Type.Name.IndexOf('<'));
            w.Line($"private readonly {list} {field};");
            w.Line();
        }
        else if (member.Type.Shape == TypeShape.Any)
        {
            w.Line($"private readonly {RuntimeNames.Wire}WireValue{(member.IsOptional ? "?" : "")} {field};");
            w.Line();
        }
    }

    private static string Accessors(MemberSpec member, string field) => (member.Type.Shape, member.IsOptional) switch
    {
        (TypeShape.List, true) => $"{{ get => {field}.Items; init => {field} = new(value); }}",
        (TypeShape.List, false) => $"{{ get => {field}.Items!; init => {field} = new(value); }}",
        (TypeShape.Any, true) => $"{{ get => {field}?.Element; init => {field} = value is {{ }} item ? new(item) : null; }}",
        (TypeShape.Any, false) => $"{{ get => {field}.Element; init => {field} = new(value); }}",
        _ => "{ get; init; }",
    };
}
