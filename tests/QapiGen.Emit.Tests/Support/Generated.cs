using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Emit.Tests.Support;

/// <summary>From schema text to generated files, without Roslyn.</summary>
internal static class Generated
{
    /// <summary>Reads a schema from the disk.</summary>
    public static QapiSchema Load(string path) => Bind(new SchemaFile(path, File.ReadAllText(path)));

    /// <summary>Reads a schema of one file from a text.</summary>
    public static QapiSchema Parse(string text, string name = "test.json") => Bind(new SchemaFile(name, text));

    /// <summary>Emits what binds of a text that may be wrong.</summary>
    public static IReadOnlyList<GeneratedFile> EmitLoosely(string text)
    {
        var diagnostics = new DiagnosticBag();
        QapiSchema schema = Bind(new SchemaFile("test.json", text), diagnostics);
        return Emit(schema, new GenerationOptions { Namespace = "Test", HasIntrospection = !diagnostics.HasErrors });
    }

    /// <summary>What is wrong with a text.</summary>
    public static string[] Errors(string text)
    {
        var diagnostics = new DiagnosticBag();
        Bind(new SchemaFile("test.json", text), diagnostics);
        return [.. diagnostics.ToArray().Where(item => item.Severity == SchemaSeverity.Error).Select(item => item.Message)];
    }

    /// <summary>Plans and emits a schema.</summary>
    public static IReadOnlyList<GeneratedFile> Emit(QapiSchema schema, GenerationOptions? options = null)
    {
        SchemaPlan plan = Plan(schema, options);
        return [.. plan.PlanModules().SelectMany(module => SchemaEmitter.EmitModule(module.Spec)), SchemaEmitter.EmitRoot(plan.BuildRoot())];
    }

    /// <summary>Plans a schema and emits it into one file.</summary>
    public static GeneratedFile EmitTogether(QapiSchema schema, GenerationOptions? options = null)
    {
        SchemaPlan plan = Plan(schema, options);
        RootSpec root = plan.BuildRoot();
        ModuleSpec[] modules = [.. plan.PlanModules().Select(module => module.Spec)];
        var w = new SourceWriter();
        foreach (GeneratedText text in (GeneratedText[])[SingleFile.EmitHead(root, modules), SingleFile.EmitRoot(root), .. modules.Select(SingleFile.EmitModule)])
        {
            w.Append(text.ToString());
        }

        return new GeneratedFile(SingleFile.NameOf(root), w.ToText());
    }

    /// <summary>Plans a schema.</summary>
    public static SchemaPlan Plan(QapiSchema schema, GenerationOptions? options = null) =>
        SchemaPlan.Create(schema, options ?? new GenerationOptions { Namespace = "Test" });

    private static QapiSchema Bind(SchemaFile root, DiagnosticBag diagnostics) =>
        Binder.Bind(SchemaLoader.Load(root, new DiskResolver(), Dialect.Lenient, diagnostics), diagnostics);

    private static QapiSchema Bind(SchemaFile root)
    {
        var diagnostics = new DiagnosticBag();
        QapiSchema schema = Bind(root, diagnostics);
        Assert.Empty(diagnostics.ToArray().Where(item => item.Severity == SchemaSeverity.Error).Select(item => item.Message));
        return schema;
    }

    private sealed class DiskResolver : ISchemaResolver
    {
        public SchemaFile? Resolve(string displayPath, out string? failure)
        {
            failure = File.Exists(displayPath) ? null : "not found";
            return failure is null ? new SchemaFile(displayPath, File.ReadAllText(displayPath)) : null;
        }
    }
}
