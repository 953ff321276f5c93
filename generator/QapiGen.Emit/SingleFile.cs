using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Emitters;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit;

/// <summary>Everything of a root in one file: the same declarations as in many, in the order of the schema, under one header.</summary>
/// <remarks>The file is its head, the root's text, and the text of each module in order. They don't depend on each other, so each may be emitted on a thread of its own.</remarks>
public static class SingleFile
{
    /// <summary>The file's name.</summary>
    public static string NameOf(RootSpec root) => root.HintName + ".g.cs";

    /// <summary>What stands above all declarations.</summary>
    public static GeneratedText EmitHead(RootSpec root, IReadOnlyList<ModuleSpec> modules)
    {
        var w = new SourceWriter();
        GeneratedHeader.Write(w, root.Name, modules.Any(static module => module.UsesMarked));
        foreach (ModuleSpec module in modules)
        {
            ModuleEmitter.WriteAttribute(module, w);
        }

        if (modules.Count > 0)
        {
            w.Line();
        }

        RootEmitter.WriteAttribute(root, w);
        SchemaEmitter.WriteNamespace(w, root.Namespace);
        return w.ToText();
    }

    /// <summary>What there is once per root.</summary>
    public static GeneratedText EmitRoot(RootSpec root)
    {
        var w = new SourceWriter();
        RootEmitter.Write(root, w);
        return w.ToText();
    }

    /// <summary>The declarations of a module, with an empty line before each part.</summary>
    public static GeneratedText EmitModule(ModuleSpec module)
    {
        var w = new SourceWriter();
        foreach (ModulePart part in ModulePart.Split(module))
        {
            w.Line();
            SchemaEmitter.WritePart(part.Kind, part.Module, w);
        }

        return w.ToText();
    }
}
