using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>
/// Writes, for commands that take more than their schema says (<c>gen: false</c>), the method that takes what it does say one by one and the rest as
/// properties.
/// </summary>
internal static class DeclaredArgumentsEmitter
{
    private const string Properties = RuntimeNames.Wire + "QmpProperties";

    /// <summary>Writes the method of a module's client.</summary>
    public static void WriteMethod(ModuleSpec module, CommandSpec command, SourceWriter w)
    {
        WriteHead(command, command.MethodName, w);
        bool isEmpty = command.Declared.Count == 0;
        string arguments = isEmpty ? "default" : $"new {Properties}(){string.Concat(command.Declared.Select(Put))}.AddRange(properties)";
        ClientEmitter.WriteCall(module, command, isEmpty ? RuntimeNames.NoData : Properties, arguments, w);
    }

    /// <summary>Writes the method of the client of the whole schema.</summary>
    public static void WriteFlat(CommandSpec command, string clientName, SourceWriter w)
    {
        WriteHead(command, command.FlatName, w);
        string arguments = string.Concat(Sorted(command).Select(member => member.Local + ", ")) + (command.Declared.Count == 0 ? "" : "properties, ");
        w.Inner($"new {clientName}(Connection, Options).{command.MethodName}({arguments}cancellationToken);");
    }

    private static void WriteHead(CommandSpec command, string name, SourceWriter w)
    {
        var names = new ParameterNames(command.Declared);
        XmlDoc.Write(w, command.Doc, names);
        foreach (MemberSpec member in Sorted(command))
        {
            XmlDoc.Parameter(w, member, names);
        }

        string properties = "";
        if (command.Declared.Count > 0)
        {
            XmlDoc.Parameter(w, "properties", "What else the command takes.");
            properties = $"{Properties}? properties = null, ";
        }

        XmlDoc.Parameter(w, "cancellationToken", "Ends the wait.");
        AttributeEmitter.Write(w, command.Mark with { WireName = null });
        string parameters = string.Concat(Sorted(command).Select(CommandEmitter.Parameter)) + properties + CommandEmitter.CancellationParameter;
        w.Line($"public {CommandEmitter.ReturnType(command)} {name}({parameters}) =>");
    }

    private static IOrderedEnumerable<MemberSpec> Sorted(CommandSpec command) => command.Declared.OrderBy(member => member.IsOptional);

    private static string Put(MemberSpec member)
    {
        string name = CSharpLiteral.Quote(member.WireName);
        string local = CSharpLiteral.Quote(member.Local.TrimStart('@'));
        string value = member.Type.Shape is TypeShape.Reference or TypeShape.List && !member.IsOptional
            ? $"{RuntimeNames.Wire}WireWriter.Required({member.Local}, {local})"
            : member.Local;
        return $".{(member.IsOptional ? "PutOptional" : "Put")}<{member.Type.Name}, {member.Type.Writer}>({name}, {value})";
    }
}
