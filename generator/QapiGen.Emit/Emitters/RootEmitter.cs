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
            RootClientEmitter.Write(root, w);
        }
    }

    /// <summary>Writes what using projects have to know of the root's settings.</summary>
    public static void WriteAttribute(RootSpec root, SourceWriter w)
    {
        if (root.MinimumVersion is string version)
        {
            w.Line($"[assembly: {RuntimeNames.Metadata}QapiMinimumVersion({CSharpLiteral.Quote(root.Namespace)}, {CSharpLiteral.Quote(version)})]");
            w.Line();
        }
    }

    private static void WriteSchema(RootSpec root, SourceWriter w)
    {
        bool isServer = (root.Role & GenerationRole.Server) != 0;
        w.Line($"/// <summary>The schema <c>{XmlDoc.Name(root.Name)}</c> as data.</summary>");
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
}
