using System.Linq;
using System.Text;
using QapiGen.Emit;
using QapiGen.Emit.Planning;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Fuzz.Targets;

/// <summary>The compiler: any text becomes diagnostics and what binds of it, and that becomes code.</summary>
internal static class SchemaReading
{
    public static void Read(byte[] input) => Compile(Encoding.UTF8.GetString(input));

    /// <summary>Compiles a text.</summary>
    public static QapiSchema Compile(string text)
    {
        var diagnostics = new DiagnosticBag();
        var file = new SchemaFile("fuzz.json", text);
        QapiSchema schema = Binder.Bind(SchemaLoader.Load(file, new NoFiles(), Dialect.Lenient, diagnostics), diagnostics);
        Emit(schema, hasErrors: diagnostics.HasErrors);
        return schema;
    }

    private static void Emit(QapiSchema schema, bool hasErrors)
    {
        SchemaPlan plan = SchemaPlan.Create(schema, new GenerationOptions { Namespace = "Fuzz", HasIntrospection = !hasErrors, Documentation = true });
        foreach (ModulePlan module in plan.PlanModules())
        {
            _ = SchemaEmitter.EmitModule(module.Spec).ToList();
        }

        _ = SchemaEmitter.EmitRoot(plan.BuildRoot());
    }

    private sealed class NoFiles : ISchemaResolver
    {
        public SchemaFile? Resolve(string displayPath, out string? failure)
        {
            failure = "there are no files here";
            return null;
        }
    }
}
