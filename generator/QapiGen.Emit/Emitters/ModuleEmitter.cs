using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;
using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes a module as data, and what tells other assemblies that its types are here.</summary>
internal static class ModuleEmitter
{
    /// <summary>Writes the assembly attribute, which stands before the namespace.</summary>
    public static void WriteAttribute(ModuleSpec module, SourceWriter w) =>
        w.Line($"[assembly: {RuntimeNames.Metadata}QapiModule({CSharpLiteral.Quote(module.FileName)}, {CSharpLiteral.Quote(module.SharedHash)}, {CSharpLiteral.Quote(module.Namespace)})]");

    /// <summary>Writes the module's classes.</summary>
    public static void Write(ModuleSpec module, SourceWriter w)
    {
        string commands = List(module.Commands.Select(command => $"{module.Names.Commands}.{command.Identifier}"));
        string events = List(module.Events.Select(data => $"{module.Names.Events}.{data.Identifier}"));
        w.Line($"/// <summary>The module <c>{XmlDoc.Name(module.Name)}</c> as data.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public static class {module.Names.Module}"))
        {
            w.Line("/// <summary>The module.</summary>");
            w.Line($"public static {RuntimeNames.Metadata}QmpModule Instance {{ get; }} = new(");
            w.Inner($"{CSharpLiteral.Quote(module.Name)},");
            w.Inner($"{commands},");
            w.Inner($"{events},");
            bool isDocumented = module.Documentation.Count > 0;
            w.Inner(isDocumented ? "static () => Definitions," : "static () => Definitions);");
            if (isDocumented)
            {
                w.Inner("static () => Documentation);");
            }

            w.Line();
            WriteData("Definitions", module.Definitions, w);
            if (isDocumented)
            {
                w.Line();
                WriteData("Documentation", module.Documentation, w);
            }
        }

        if (module.Features.Count > 0)
        {
            w.Line();
            WriteFeatures(module, w);
        }
    }

    /// <summary>Writes a JSON array as constant data, one element per line.</summary>
    public static void WriteData(string name, EquatableArray<string> elements, SourceWriter w)
    {
        w.Line($"private static global::System.ReadOnlySpan<byte> {name} => \"\"\"");
        using (w.Indent())
        {
            w.Line("[");
            for (int i = 0; i < elements.Count; i++)
            {
                w.Line($"{elements[i]}{(i + 1 < elements.Count ? "," : "")}");
            }

            w.Line("]");
            w.Line("\"\"\"u8;");
        }
    }

    private static void WriteFeatures(ModuleSpec module, SourceWriter w)
    {
        w.Line($"/// <summary>Features that <c>{XmlDoc.Name(module.Name)}</c> declares, to be probed for in a server's schema.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public static class {module.Names.Features}"))
        {
            foreach (FeatureSpec feature in module.Features)
            {
                w.Line($"/// <summary>Feature <c>{XmlDoc.Escape(feature.WireName)}</c>.</summary>");
                w.Line($"public const string {feature.Identifier} = {CSharpLiteral.Quote(feature.WireName)};");
            }
        }
    }

    private static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";
}
