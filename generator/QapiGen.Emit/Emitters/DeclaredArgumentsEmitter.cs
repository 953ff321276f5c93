using System;
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
        w.Inner($"new {clientName}(Connection, Options).{command.MethodName}({List(command, static member => member.Local + ", ", "properties, ")}cancellationToken);");
    }

    private static void WriteHead(CommandSpec command, string name, SourceWriter w)
    {
        var names = new ParameterNames(command.Declared);
        XmlDoc.Write(w, command.Doc, names);
        foreach (MemberSpec member in Sorted(command))
        {
            XmlDoc.Parameter(w, member, names);
        }

        bool isNeeded = LooksLikeAllArguments(command);
        if (command.Declared.Count > 0)
        {
            XmlDoc.Parameter(w, "properties", isNeeded ? "What else the command takes; null for nothing." : "What else the command takes.");
        }

        XmlDoc.Parameter(w, "cancellationToken", "Ends the wait.");
        AttributeEmitter.Write(w, command.Mark with { WireName = null });
        string parameters = List(command, CommandEmitter.Parameter, $"{Properties}? properties{(isNeeded ? "" : " = null")}, ") + CommandEmitter.CancellationParameter;
        w.Line($"public {CommandEmitter.ReturnType(command)} {name}({parameters}) =>");
    }

    // A call with one JSON value would be one of the method that takes all arguments as such a value just as well.
    private static bool LooksLikeAllArguments(CommandSpec command) =>
        command.Declared.Count(member => !member.IsOptional) == 1 && command.Declared.First(member => !member.IsOptional).Type.Shape == TypeShape.Any;

    // Properties come last; those that are needed come before what may be left out.
    private static string List(CommandSpec command, Func<MemberSpec, string> text, string properties)
    {
        bool isNeeded = LooksLikeAllArguments(command);
        string required = string.Concat(command.Declared.Where(static member => !member.IsOptional).Select(text));
        string optional = string.Concat(command.Declared.Where(static member => member.IsOptional).Select(text));
        return command.Declared.Count == 0 ? "" : isNeeded ? required + properties + optional : required + optional + properties;
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
