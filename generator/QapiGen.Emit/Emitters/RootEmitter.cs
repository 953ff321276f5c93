using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes what there is once per root: the compiled schema and the client of all modules.</summary>
internal static class RootEmitter
{
    /// <summary>Writes both.</summary>
    public static void Write(RootSpec root, SourceWriter w)
    {
        WriteSchema(root, w);
        if ((root.Role & GenerationRole.Client) != 0)
        {
            w.Line();
            WriteClient(root, w);
        }
    }

    private static void WriteSchema(RootSpec root, SourceWriter w)
    {
        bool isServer = (root.Role & GenerationRole.Server) != 0;
        w.Line($"/// <summary>The schema <c>{XmlDoc.Escape(root.Name)}</c> as data.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public static class {root.SchemaName}"))
        {
            w.Line("/// <summary>The schema.</summary>");
            w.Line($"public static {RuntimeNames.Metadata}QmpCompiledSchema Instance {{ get; }} = new(");
            w.Inner($"{CSharpLiteral.Quote(root.Name)},");
            w.Inner($"[{string.Join(", ", root.ModuleExpressions.Select(module => module + ".Instance"))}],");
            w.Inner(isServer ? "static () => Introspection);" : "static () => default);");
            if (isServer)
            {
                w.Line();
                ModuleEmitter.WriteData("Introspection", root.Introspection, w);
            }
        }
    }

    private static void WriteClient(RootSpec root, SourceWriter w)
    {
        w.Line($"/// <summary>All commands of <c>{XmlDoc.Escape(root.Name)}</c>, module by module, sent through one client.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public sealed class {root.ClientName}"))
        {
            w.Line("/// <summary>Makes the client.</summary>");
            w.Line("/// <param name=\"client\">The connection.</param>");
            w.Line("/// <param name=\"options\">How to send; null for the client's defaults.</param>");
            using (w.Block($"public {root.ClientName}({RuntimeNames.Client}QmpClient client, {RuntimeNames.Client}QmpCallOptions? options = null)"))
            {
                w.Line("Connection = client;");
                foreach (ClientPropertySpec property in root.Clients)
                {
                    w.Line($"{property.Identifier} = new {property.ClientName}(client, options);");
                }
            }

            w.Line();
            w.Line("/// <summary>The connection.</summary>");
            w.Line($"public {RuntimeNames.Client}QmpClient Connection {{ get; }}");
            foreach (ClientPropertySpec property in root.Clients)
            {
                w.Line();
                w.Line($"/// <summary>Commands of <c>{XmlDoc.Escape(property.ModuleName)}</c>.</summary>");
                w.Line($"public {property.InterfaceName} {property.Identifier} {{ get; }}");
            }
        }
    }
}
