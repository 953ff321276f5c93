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
    /// <param name="owner">QAPI name of what has the members.</param>
    /// <param name="members">The members.</param>
    /// <param name="table">Name of the table.</param>
    /// <param name="w">Where to write.</param>
    public static void WriteNames(string owner, IEnumerable<MemberSpec> members, string table, SourceWriter w)
    {
        string names = string.Concat(members.Select(member => ", " + CSharpLiteral.Quote(member.WireName)));
        w.Line($"private static readonly {RuntimeNames.Wire}WireNames {table} = new({CSharpLiteral.Quote(owner)}{names});");
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
                    : $"case {i}: {ReadLocal(members[i])} = {members[i].Type.Reader}.Read(ref reader, mode); break;");
            }

            w.Line($"default: {unknown} break;");
        }
    }

    /// <summary>Statement for members that the type doesn't have.</summary>
    public const string UnknownMember = RuntimeNames.Reader + ".UnknownMember(ref reader, mode);";

    /// <summary>Statement that passes over members that the type doesn't have.</summary>
    public const string SkipMember = RuntimeNames.Reader + ".SkipMember(ref reader);";

    /// <summary>The value that was read, with the check that a required one was there.</summary>
    /// <param name="members">The members.</param>
    /// <param name="position">Which of them.</param>
    /// <param name="table">Name of the table of their names.</param>
    public static string ReadValue(IReadOnlyList<MemberSpec> members, int position, string table) => members[position].IsOptional
        ? ReadLocal(members[position])
        : $"{table}.Required({ReadLocal(members[position])}, {Digits.Text(position)})";

    /// <summary>Writes the object initializer of a record whose members have been read, as the end of a statement.</summary>
    /// <param name="members">The members.</param>
    /// <param name="table">Name of the table of their names.</param>
    /// <param name="skipped">A member that isn't set, or null.</param>
    /// <param name="w">Where to write.</param>
    public static void WriteInitializer(IReadOnlyList<MemberSpec> members, string table, MemberSpec? skipped, SourceWriter w)
    {
        using (w.Braces("};"))
        {
            WriteAssignments(members, table, skipped, w);
        }
    }

    /// <summary>Writes the assignments of an object initializer.</summary>
    /// <inheritdoc cref="WriteInitializer"/>
    public static void WriteAssignments(IReadOnlyList<MemberSpec> members, string table, MemberSpec? skipped, SourceWriter w)
    {
        for (int i = 0; i < members.Count; i++)
        {
            if (members[i] != skipped)
            {
                w.Line($"{members[i].Identifier} = {ReadValue(members, i, table)},");
            }
        }
    }

    /// <summary>Writes the statements that write members.</summary>
    /// <param name="members">The members.</param>
    /// <param name="source">What to put in front of the property: <c>value.</c> or nothing.</param>
    /// <param name="areParameters">Whether their user knows them as parameters of a method.</param>
    /// <param name="w">Where to write.</param>
    public static void WriteMembers(IEnumerable<MemberSpec> members, string source, bool areParameters, SourceWriter w)
    {
        foreach (MemberSpec member in members)
        {
            string name = CSharpLiteral.QuoteMember(member.WireName);
            string known = CSharpLiteral.Quote(areParameters ? member.Local.TrimStart('@') : member.Identifier);
            if (!member.IsOptional)
            {
                w.Line($"writer.Member({name});");
                WriteValue(member.Type, source + member.Identifier, known, w);
                continue;
            }

            // A pattern's variable lives on after its if: each needs a name of its own.
            string local = ReadLocal(member);
            using (w.Block($"if ({source}{member.Identifier} is {{ }} {local})"))
            {
                w.Line($"writer.Member({name});");
                w.Line($"{member.Type.Writer}.Write(ref writer, {local}{(member.Type.Shape == TypeShape.List ? ", " + known : "")});");
            }
        }
    }

    /// <summary>Writes the statement that writes a value which must not be null.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="value">The value.</param>
    /// <param name="name">Literal of the name by which its user knows it.</param>
    /// <param name="w">Where to write.</param>
    public static void WriteValue(TypeSpec type, string value, string name, SourceWriter w) => w.Line(type.Shape switch
    {
        TypeShape.List => $"{type.Writer}.Write(ref writer, {value}, {name});",
        TypeShape.Reference => $"{type.Writer}.Write(ref writer, {RuntimeNames.Wire}WireWriter.Required({value}, {name}));",
        _ => $"{type.Writer}.Write(ref writer, {value});",
    });

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
