using System;
using System.Collections.Generic;
using QapiGen.Emit.Emitters;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit;

/// <summary>Turns specs into C# files: the one entry to the emitters.</summary>
public static class SchemaEmitter
{
    /// <summary>The files of one module.</summary>
    public static IReadOnlyList<GeneratedFile> EmitModule(ModuleSpec module)
    {
        var files = new List<GeneratedFile>();
        bool isClient = (module.Role & GenerationRole.Client) != 0;
        bool isServer = (module.Role & GenerationRole.Server) != 0;
        Add(files, module, "Enums", module.Enums.Count > 0, w => WriteEach(module.Enums, EnumEmitter.Write, w));
        Add(files, module, "Structs", module.Structs.Count > 0, w => WriteEach(module.Structs, StructEmitter.Write, w));
        Add(files, module, "Unions", module.Unions.Count > 0, w => WriteEach(module.Unions, UnionEmitter.Write, w));
        Add(files, module, "Alternates", module.Alternates.Count > 0, w => WriteEach(module.Alternates, AlternateEmitter.Write, w));
        Add(files, module, "Commands", module.Commands.Count > 0, w => CommandEmitter.Write(module, w));
        Add(files, module, "Client", isClient && module.Commands.Count > 0, w => ClientEmitter.Write(module, w));
        Add(files, module, "Dispatcher", isServer && module.Commands.Count > 0, w => DispatcherEmitter.Write(module, w));
        Add(files, module, "Events", module.Events.Count > 0, w => EventEmitter.Write(module, w));
        Add(files, module, "EventEmitter", isServer && module.Events.Count > 0, w => EventEmitter.WriteEmitter(module, w));
        Add(files, module, "Module", true, w => ModuleEmitter.Write(module, w));
        return files;
    }

    /// <summary>The file of what there is once per root.</summary>
    public static GeneratedFile EmitRoot(RootSpec root)
    {
        var w = new SourceWriter();
        GeneratedHeader.Write(w, root.Name, usesMarked: false);
        WriteNamespace(w, root.Namespace);
        RootEmitter.Write(root, w);
        return new GeneratedFile(root.HintName + ".Schema.g.cs", w.ToText());
    }

    private static void Add(List<GeneratedFile> files, ModuleSpec module, string part, bool isWanted, Action<SourceWriter> write)
    {
        if (!isWanted)
        {
            return;
        }

        var w = new SourceWriter();
        GeneratedHeader.Write(w, module.Name, module.UsesMarked);
        if (part == "Module")
        {
            ModuleEmitter.WriteAttribute(module, w);
            w.Line();
        }

        WriteNamespace(w, module.Namespace);
        write(w);
        files.Add(new GeneratedFile($"{module.HintName}.{part}.g.cs", w.ToText()));
    }

    private static void WriteNamespace(SourceWriter w, string name)
    {
        if (name.Length > 0)
        {
            w.Line($"namespace {name};");
            w.Line();
        }
    }

    private static void WriteEach<T>(IEnumerable<T> items, Action<T, SourceWriter> write, SourceWriter w)
    {
        bool first = true;
        foreach (T item in items)
        {
            if (!first)
            {
                w.Line();
            }

            first = false;
            write(item, w);
        }
    }
}
