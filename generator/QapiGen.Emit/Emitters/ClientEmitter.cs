using System.Collections.Generic;
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
        w.Line($"/// <summary>Sends the commands of <c>{XmlDoc.Name(module.Name)}</c> to a server.</summary>");
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
                w.Line("global::System.ArgumentNullException.ThrowIfNull(client);");
                w.Line("_client = client;");
                w.Line("_options = options;");
            }

            w.Line();
            WriteWith(name, "_client", w);
            foreach (CommandSpec command in module.Commands)
            {
                w.Line();
                WriteMethod(module, command, w);
                if (command.HasDeclared)
                {
                    w.Line();
                    DeclaredArgumentsEmitter.WriteMethod(module, command, w);
                }
            }
        }

        w.Line();
        w.Line($"/// <content>The commands of <c>{XmlDoc.Name(module.Name)}</c>.</content>");
        using (w.Block($"public sealed partial class {module.Names.RootClient}"))
        {
            WriteFlat(module.Commands, module.Names.RootProperty, module.Qualify(module.Names.Interface), module.Qualify(name), w);
        }
    }

    /// <summary>Writes the commands of a module as methods of the client of the whole schema.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="property">The module's property.</param>
    /// <param name="interfaceName">Full name of the command interface.</param>
    /// <param name="clientName">Full name of the proxy.</param>
    /// <param name="w">Where to write.</param>
    public static void WriteFlat(IReadOnlyList<CommandSpec> commands, string property, string interfaceName, string clientName, SourceWriter w)
    {
        for (int i = 0; i < commands.Count; i++)
        {
            CommandSpec command = commands[i];
            if (i > 0)
            {
                w.Line();
            }

            w.Line($"/// <inheritdoc cref=\"{interfaceName}.{command.MethodName}\"/>");
            AttributeEmitter.Write(w, command.Mark with { WireName = null });
            w.Line($"public {CommandEmitter.ReturnType(command)} {command.FlatName}({CommandEmitter.Parameters(command)}) =>");
            w.Inner($"{property}.{command.MethodName}({string.Concat(command.Parameters.Select(member => member.Local + ", "))}cancellationToken);");
            if (command.HasDeclared)
            {
                w.Line();
                DeclaredArgumentsEmitter.WriteFlat(command, clientName, w);
            }
        }
    }

    /// <summary>Writes the method that gives the same client with other options.</summary>
    /// <param name="name">Name of the client.</param>
    /// <param name="connection">Where it has its connection.</param>
    /// <param name="w">Where to write.</param>
    public static void WriteWith(string name, string connection, SourceWriter w)
    {
        w.Line("/// <summary>The same commands, sent in another way: with a deadline of their own, out-of-band, with file descriptors.</summary>");
        w.Line("/// <param name=\"options\">How to send.</param>");
        w.Line($"public {name} With({RuntimeNames.Client}QmpCallOptions options) => new {name}({connection}, options);");
    }

    private static void WriteMethod(ModuleSpec module, CommandSpec command, SourceWriter w)
    {
        w.Line("/// <inheritdoc/>");
        AttributeEmitter.Write(w, command.Mark with { WireName = null });
        w.Line($"public {CommandEmitter.ReturnType(command)} {command.MethodName}({CommandEmitter.Parameters(command)}) =>");
        WriteCall(module, command, command.ArgumentsName, Arguments(command), w);
    }

    /// <summary>Writes the expression that sends a command.</summary>
    /// <param name="module">The module.</param>
    /// <param name="command">The command.</param>
    /// <param name="type">Type of what is encoded as its arguments.</param>
    /// <param name="arguments">Expression of that type.</param>
    /// <param name="w">Where to write.</param>
    public static void WriteCall(ModuleSpec module, CommandSpec command, string type, string arguments, SourceWriter w)
    {
        string types = command.Result is null ? $"<{type}>" : $"<{type}, {command.Result.Name}, {command.Result.Reader}>";
        w.Inner($"_client.ExecuteAsync{types}({module.Qualify(module.Names.Commands)}.{command.Identifier}, {arguments}, _options, cancellationToken);");
    }

    private static string Arguments(CommandSpec command) => command.Kind switch
    {
        ArgumentsKind.None => "default",
        ArgumentsKind.Members => $"new {command.ArgumentsName}({string.Join(", ", command.Members.Select(member => member.Local))})",
        ArgumentsKind.Raw => $"new {command.ArgumentsName}({command.Members[0].Local})",
        _ => $"{RuntimeNames.Wire}WireWriter.Required({command.Members[0].Local}, \"{command.Members[0].Local}\")",
    };
}
