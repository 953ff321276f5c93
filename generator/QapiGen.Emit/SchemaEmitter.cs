using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Emitters;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;
using QapiGen.Schema.Collections;

namespace QapiGen.Emit;

/// <summary>Turns specs into C# files: the one entry to the emitters.</summary>
public static class SchemaEmitter
{
    /// <summary>The files of one module, each emitted when it is asked for.</summary>
    public static IEnumerable<GeneratedFile> EmitModule(ModuleSpec module) => ModulePart.Split(module).Select(static part => EmitPart(part));

    /// <summary>One file of a module.</summary>
    public static GeneratedFile EmitPart(ModulePart part) => EmitPart(part, null);

    /// <summary>One file of a module; what was written of the same specs before isn't written again.</summary>
    /// <param name="part">What it is generated from.</param>
    /// <param name="written">What was written before, and takes what is written now; null to forget it. Texts that it knows may not be recycled.</param>
    public static GeneratedFile EmitPart(ModulePart part, WrittenTexts? written)
    {
        ModuleSpec module = part.Module;
        var w = new SourceWriter();
        GeneratedHeader.Write(w, module.Name, module.UsesMarked);
        if (part.Kind == ModulePartKind.Module)
        {
            ModuleEmitter.WriteAttribute(module, w);
            w.Line();
        }

        WriteNamespace(w, module.Namespace);
        WrittenTexts.File? file = written?.Begin();
        WritePart(part.Kind, module, w, file);
        GeneratedText text = w.ToText();
        file?.End(text);
        return new GeneratedFile($"{module.HintName}.{part.Kind}.g.cs", text);
    }

    /// <summary>The file of what there is once per root.</summary>
    public static GeneratedFile EmitRoot(RootSpec root)
    {
        var w = new SourceWriter();
        GeneratedHeader.Write(w, root.Name, usesMarked: false);
        RootEmitter.WriteAttribute(root, w);
        WriteNamespace(w, root.Namespace);
        RootEmitter.Write(root, w);
        return new GeneratedFile(root.HintName + ".Schema.g.cs", w.ToText());
    }

    /// <summary>Writes what stands in one file of a module below its namespace.</summary>
    internal static void WritePart(ModulePartKind kind, ModuleSpec module, SourceWriter w, WrittenTexts.File? file = null)
    {
        switch (kind)
        {
            case ModulePartKind.Enums:
                WriteEach(module.Enums, EnumEmitter.Write, w, file);
                break;
            case ModulePartKind.Structs:
                WriteEach(module.Structs, StructEmitter.Write, w, file);
                break;
            case ModulePartKind.Unions:
                WriteEach(module.Unions, UnionEmitter.Write, w, file);
                break;
            case ModulePartKind.Alternates:
                WriteEach(module.Alternates, AlternateEmitter.Write, w, file);
                break;
            case ModulePartKind.Commands:
                CommandEmitter.Write(module, w);
                break;
            case ModulePartKind.Client:
                ClientEmitter.Write(module, w);
                break;
            case ModulePartKind.Dispatcher:
                DispatcherEmitter.Write(module, w);
                break;
            case ModulePartKind.Events:
                EventEmitter.Write(module, w);
                break;
            case ModulePartKind.EventEmitter:
                EventEmitter.WriteEmitter(module, w);
                break;
            default:
                ModuleEmitter.Write(module, w);
                break;
        }
    }

    /// <summary>Writes the namespace, if there is one.</summary>
    internal static void WriteNamespace(SourceWriter w, string name)
    {
        if (name.Length > 0)
        {
            w.Line($"namespace {name};");
            w.Line();
        }
    }

    private static void WriteEach<T>(EquatableArray<T> items, Action<T, SourceWriter> write, SourceWriter w, WrittenTexts.File? file)
        where T : class
    {
        bool first = true;
        foreach (T item in items)
        {
            if (!first)
            {
                w.Line();
            }

            first = false;
            if (file is null)
            {
                write(item, w);
            }
            else
            {
                file.Write(item, write, w);
            }
        }
    }
}
