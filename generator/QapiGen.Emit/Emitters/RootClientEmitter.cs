using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes the client of a whole schema: all commands as methods, and module by module. Modules write their methods themselves.</summary>
internal static class RootClientEmitter
{
    /// <summary>Writes what no module writes.</summary>
    public static void Write(RootSpec root, SourceWriter w)
    {
        w.Line($"/// <summary>All commands of <c>{XmlDoc.Name(root.Name)}</c>, each as a method, and module by module; sent through one client.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public sealed partial class {root.ClientName}"))
        {
            foreach (ClientPropertySpec property in root.Clients)
            {
                w.Line($"private {property.InterfaceName}? {Field(property)};");
            }

            w.Line();
            WriteConstruction(root, w);
            WriteEvents(root, w);
            foreach (ClientPropertySpec property in root.Clients)
            {
                w.Line();
                w.Line($"/// <summary>Commands of <c>{XmlDoc.Name(property.ModuleName)}</c>.</summary>");
                w.Line($"public {property.InterfaceName} {property.Identifier} => {Field(property)} ??= new {property.ClientName}(Connection, Options);");
                if (property.Commands.Count > 0)
                {
                    w.Line();
                    ClientEmitter.WriteFlat(property.Commands, property.Identifier, property.InterfaceName, property.ClientName, w);
                }
            }
        }
    }

    private static void WriteConstruction(RootSpec root, SourceWriter w)
    {
        w.Line("/// <summary>Makes the client.</summary>");
        w.Line("/// <param name=\"client\">The connection.</param>");
        w.Line("/// <param name=\"options\">How to send; null for the client's defaults.</param>");
        using (w.Block($"public {root.ClientName}({RuntimeNames.Client}QmpClient client, {RuntimeNames.Client}QmpCallOptions? options = null)"))
        {
            w.Line("global::System.ArgumentNullException.ThrowIfNull(client);");
            w.Line("Connection = client;");
            w.Line("Options = options;");
        }

        w.Line();
        w.Line("/// <summary>The connection.</summary>");
        w.Line($"public {RuntimeNames.Client}QmpClient Connection {{ get; }}");
        w.Line();
        w.Line("/// <summary>How commands are sent; null for the client's defaults.</summary>");
        w.Line($"public {RuntimeNames.Client}QmpCallOptions? Options {{ get; }}");
        w.Line();
        ClientEmitter.WriteWith(root.ClientName, "Connection", w);
    }

    private static void WriteEvents(RootSpec root, SourceWriter w)
    {
        w.Line();
        w.Line("/// <summary>Subscribes to all events: as records where this schema knows them, else raw.</summary>");
        w.Line("/// <param name=\"buffer\">How many events wait and what happens beyond; null for 1024, dropping the oldest.</param>");
        w.Line($"public {RuntimeNames.Client}QmpEventSubscription<{RuntimeNames.Messages}QmpEvent> Events({RuntimeNames.Messages}QmpEventBuffer? buffer = null) =>");
        // A module, and so a property, may have the schema class's name.
        string schema = root.Namespace.Length == 0 ? $"global::{root.SchemaName}" : $"global::{root.Namespace}.{root.SchemaName}";
        w.Inner($"Connection.Events({schema}.Instance, buffer);");
    }

    private static string Field(ClientPropertySpec property) => "_" + char.ToLowerInvariant(property.Identifier[0]) + property.Identifier.Substring(1);
}
