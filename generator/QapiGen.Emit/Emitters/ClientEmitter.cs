using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes the proxy that sends a module's commands through a client.</summary>
internal static class ClientEmitter
{
    /// <summary>Writes the proxy.</summary>
    public static void Write(ModuleSpec module, SourceWriter w)
    {
        string name = module.Names.Client;
        w.Line($"/// <summary>Sends the commands of <c>{XmlDoc.Escape(module.Name)}</c> to a server.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public sealed class {name} : {module.Names.Interface}"))
        {
            w.Line($"private readonly {RuntimeNames.Client}QmpClient _client;");
            w.Line($"private readonly {RuntimeNames.Client}QmpCallOptions? _options;");
            w.Line();
            w.Line("/// <summary>Makes a proxy.</summary>");
            w.Line("/// <param name=\"client\">The connection.</param>");
            w.Line("/// <param name=\"options\">How to send; null for the client's defaults.</param>");
            using (w.Block($"public {name}({RuntimeNames.Client}QmpClient client, {RuntimeNames.Client}QmpCallOptions? options = null)"))
            {
                w.Line("_client = client;");
                w.Line("_options = options;");
            }

            foreach (CommandSpec command in module.Commands)
            {
                w.Line();
                WriteMethod(module, command, w);
            }
        }
    }

    private static void WriteMethod(ModuleSpec module, CommandSpec command, SourceWriter w)
    {
        w.Line("/// <inheritdoc/>");
        AttributeEmitter.Write(w, command.Mark with { WireName = null });
        w.Line($"public {CommandEmitter.ReturnType(command)} {command.MethodName}({CommandEmitter.Parameters(command, defaults: true)}) =>");
        string types = command.Result is null
            ? $"<{command.ArgumentsName}>"
            : $"<{command.ArgumentsName}, {command.Result.Name}, {command.Result.Codec}>";
        w.Inner($"_client.ExecuteAsync{types}({module.Qualify(module.Names.Commands)}.{command.Identifier}, {Arguments(command)}, _options, cancellationToken);");
    }

    private static string Arguments(CommandSpec command) => command.Kind switch
    {
        ArgumentsKind.None => "default",
        ArgumentsKind.Members => $"new {command.ArgumentsName}({string.Join(", ", command.Members.Select(member => member.Local))})",
        ArgumentsKind.Raw => $"new {command.ArgumentsName}({command.Members[0].Local})",
        _ => $"{RuntimeNames.Wire}WireWriter.Required({command.Members[0].Local}, \"{command.Members[0].Local}\")",
    };
}
