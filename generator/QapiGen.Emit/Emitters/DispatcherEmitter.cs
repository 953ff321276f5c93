using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes the dispatcher that decodes a module's commands and calls their implementation.</summary>
internal static class DispatcherEmitter
{
    /// <summary>Writes the dispatcher.</summary>
    public static void Write(ModuleSpec module, SourceWriter w)
    {
        string name = module.Names.Dispatcher;
        w.Line($"/// <summary>Runs the commands of <c>{XmlDoc.Name(module.Name)}</c>.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public sealed class {name} : {RuntimeNames.Server}QmpDispatcher"))
        {
            w.Line($"private readonly {module.Names.Interface} _commands;");
            w.Line();
            w.Line("/// <summary>Makes a dispatcher.</summary>");
            w.Line("/// <param name=\"commands\">The implementation.</param>");
            w.Line($"public {name}({module.Names.Interface} commands) : base(commands) => _commands = commands;");
            w.Line();
            w.Line("/// <inheritdoc/>");
            w.Line($"public override {RuntimeNames.Metadata}QmpModule Module => {module.Names.Module}.Instance;");
            w.Line();
            WriteDispatch(module, w);
            foreach (CommandSpec command in module.Commands)
            {
                w.Line();
                WriteCommand(command, w);
            }
        }
    }

    private static void WriteDispatch(ModuleSpec module, SourceWriter w)
    {
        w.Line("/// <inheritdoc/>");
        w.Line($"public override {RuntimeNames.ValueTask} DispatchAsync(int command, {RuntimeNames.Server}QmpRequest request, {RuntimeNames.CancellationToken} cancellationToken) => command switch");
        using (w.Braces("};"))
        {
            for (int i = 0; i < module.Commands.Count; i++)
            {
                w.Line($"{i} => {module.Commands[i].MethodName}(request, cancellationToken),");
            }

            w.Line("_ => throw new global::System.ArgumentOutOfRangeException(nameof(command)),");
        }
    }

    private static void WriteCommand(CommandSpec command, SourceWriter w)
    {
        string header = $"private {RuntimeNames.ValueTask} {command.MethodName}({RuntimeNames.Server}QmpRequest request, {RuntimeNames.CancellationToken} cancellationToken)";
        using (w.Block(header))
        {
            string read = $"request.ReadArguments<{command.ArgumentsName}>()";
            switch (command.Kind)
            {
                case ArgumentsKind.None:
                    w.Line(read + ";");
                    break;
                case ArgumentsKind.Raw:
                    w.Line($"{RuntimeNames.JsonElement} arguments = request.ReadRawArguments();");
                    break;
                default:
                    w.Line($"{command.ArgumentsName} arguments = {read};");
                    break;
            }

            string types = command.Result is null ? "" : $"<{command.Result.Name}, {command.Result.Writer}>";
            w.Line($"return request.ReturnAsync{types}(_commands.{command.MethodName}({Arguments(command)}cancellationToken));");
        }
    }

    private static string Arguments(CommandSpec command) => command.Kind switch
    {
        ArgumentsKind.None => "",
        ArgumentsKind.Members => string.Concat(command.Parameters.Select(member => $"arguments.{member.Identifier}, ")),
        _ => "arguments, ",
    };
}
