using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes what both sides of a command share: the interface, the descriptors, and the arguments as they are encoded.</summary>
internal static class CommandEmitter
{
    /// <summary>Writes everything of a module's commands.</summary>
    public static void Write(ModuleSpec module, SourceWriter w)
    {
        WriteInterface(module, w);
        w.Line();
        WriteDescriptors(module, w);
        foreach (CommandSpec command in module.Commands)
        {
            if (command.Kind == ArgumentsKind.Members)
            {
                w.Line();
                ArgumentsEmitter.Write(command.ArgumentsName, command.WireName, command.Members, module.ArgumentSides, w);
            }
        }
    }

    /// <summary>Parameters of a command's method.</summary>
    public static string Parameters(CommandSpec command) =>
        string.Concat(command.Parameters.Select(Parameter)) + CancellationParameter;

    /// <summary>The last parameter of each command's method.</summary>
    public const string CancellationParameter = RuntimeNames.CancellationToken + " cancellationToken = default";

    /// <summary>One parameter with the comma behind it; an optional one may be left out.</summary>
    public static string Parameter(MemberSpec member) =>
        $"{AttributeEmitter.OfParameter(member.Mark)}{member.PropertyType} {member.Local}{(member.IsOptional ? " = null" : "")}, ";

    /// <summary>What a command's method returns.</summary>
    public static string ReturnType(CommandSpec command) =>
        command.Result is null ? RuntimeNames.ValueTask : $"{RuntimeNames.ValueTask}<{command.Result.Name}>";

    private static void WriteInterface(ModuleSpec module, SourceWriter w)
    {
        w.Line($"/// <summary>The commands of <c>{XmlDoc.Name(module.Name)}</c>: what a server implements and a client calls.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public interface {module.Names.Interface}"))
        {
            bool first = true;
            foreach (CommandSpec command in module.Commands)
            {
                if (!first)
                {
                    w.Line();
                }

                first = false;
                WriteDoc(command, w);
                AttributeEmitter.Write(w, command.Mark);
                w.Line($"{ReturnType(command)} {command.MethodName}({Parameters(command)});");
            }
        }
    }

    private static void WriteDoc(CommandSpec command, SourceWriter w)
    {
        var names = new ParameterNames(command.Members);
        XmlDoc.Write(w, command.Doc, names);
        foreach (MemberSpec member in command.Parameters)
        {
            XmlDoc.Parameter(w, member, names);
        }

        XmlDoc.Parameter(w, "cancellationToken", "Ends the wait.");
    }

    private static void WriteDescriptors(ModuleSpec module, SourceWriter w)
    {
        w.Line($"/// <summary>The commands of <c>{XmlDoc.Name(module.Name)}</c> as data.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public static class {module.Names.Commands}"))
        {
            foreach (CommandSpec command in module.Commands)
            {
                w.Line($"/// <summary>Command <c>{XmlDoc.Escape(command.WireName)}</c>.</summary>");
                w.Line($"public static {RuntimeNames.Metadata}QmpCommandDescriptor {command.Identifier} {{ get; }} =");
                w.Inner($"new({CSharpLiteral.Quote(command.WireName)}{Details(command)});");
            }
        }
    }

    private static string Details(CommandSpec command)
    {
        string flags = command.Flags.Count == 0
            ? ""
            : ", " + string.Join(" | ", command.Flags.Select(flag => $"{RuntimeNames.Metadata}QmpCommandFlags.{flag}"));
        string since = command.Mark.Since is null ? "" : ", since: " + CSharpLiteral.Quote(command.Mark.Since);
        string features = command.Features.Count == 0
            ? ""
            : $", features: [{string.Join(", ", command.Features.Select(CSharpLiteral.Quote))}]";
        return flags + since + features;
    }
}
