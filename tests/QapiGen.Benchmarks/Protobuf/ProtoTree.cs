using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Benchmarks.Protobuf;

/// <summary>A QAPI schema as Protocol Buffers of the same size, for a server of that language: a file for each module, the same types, fields, values, calls and documentation.</summary>
/// <remarks>Files may not import each other in a circle there: where modules do, the field of the later one is a string.</remarks>
internal sealed class ProtoTree
{
    private readonly Dictionary<SchemaModule, HashSet<SchemaModule>> _imports = [];
    private readonly StringBuilder _text = new();
    private SchemaModule _module = null!;
    private int _definitions;

    private ProtoTree()
    {
    }

    /// <summary>Writes it into a folder.</summary>
    /// <param name="root">The root schema.</param>
    /// <param name="folder">The folder, which is there.</param>
    /// <returns>How many definitions the schema has: types, commands and events.</returns>
    public static int Write(string root, string folder)
    {
        var bag = new DiagnosticBag();
        SchemaFile file = new(root, File.ReadAllText(root));
        QapiSchema schema = Binder.Bind(SchemaLoader.Load(file, new DiskFiles(), Dialect.Lenient, bag), bag);
        File.WriteAllText(Path.Combine(folder, "buf.yaml"), "version: v2\n");
        var tree = new ProtoTree();
        foreach (SchemaModule module in schema.Modules.Where(static module => !module.IsBuiltin))
        {
            File.WriteAllText(Path.Combine(folder, NameOf(module)), tree.Write(module));
        }

        return tree._definitions;
    }

    /// <summary>The file of a module.</summary>
    public static string NameOf(string module) => Path.ChangeExtension(module.Replace('-', '_').Replace('/', '_'), ".proto");

    private static string NameOf(SchemaModule module) => NameOf(module.Name);

    private string Write(SchemaModule module)
    {
        _module = module;
        _imports[module] = [];
        _text.Clear();
        foreach (SchemaEntity entity in module.Entities)
        {
            if (entity.Documentation is { } documentation)
            {
                Comment(module.File!.Text.Substring(documentation.Span.Start, documentation.Span.Length));
            }

            _definitions += entity is ObjectType { IsImplicit: true } or EnumType { IsImplicit: true } ? 0 : 1;
            switch (entity)
            {
                case EnumType type:
                    Block($"enum {type.Name}", type.Values.Select((value, i) => $"{Name(type.Name)}_{Name(value.Name)} = {i};"));
                    break;
                case ObjectType { IsImplicit: false } type:
                    Block($"message {type.Name}", Fields(type));
                    break;
                case AlternateType type:
                    Block($"message {type.Name}", type.Alternatives.Select((alternative, i) => $"optional {TypeOf(alternative.Type)} {Name(alternative.Name)} = {i + 1};"));
                    break;
                case CommandDefinition command:
                    Block($"message {Name(command.Name)}_arguments", command.Arguments is { } arguments ? Fields(arguments) : []);
                    Block($"message {Name(command.Name)}_result", command.Returns is { } result ? [$"{TypeOf(result)} value = 1;"] : []);
                    Block($"service {Name(command.Name)}", [$"rpc Call ({Name(command.Name)}_arguments) returns ({Name(command.Name)}_result);"]);
                    break;
                case EventDefinition @event:
                    Block($"message {Name(@event.Name)}", @event.Data is { } data ? Fields(data) : []);
                    break;
            }
        }

        IEnumerable<string> imports = _imports[module].Select(NameOf).Order(StringComparer.Ordinal).Select(static name => $"import \"{name}\";\n");
        return $"syntax = \"proto3\";\n\npackage qapi;\n\n{string.Concat(imports)}{_text}";
    }

    private IEnumerable<string> Fields(ObjectType type)
    {
        int number = 0;
        foreach (Member member in type.Members)
        {
            string array = member.Type is ArrayType ? "repeated " : member.IsOptional ? "optional " : "";
            yield return $"{array}{TypeOf(member.Type)} {Name(member.Name)} = {++number};";
        }

        if (type.Branches.Any(static branch => !branch.IsAdded))
        {
            yield return "oneof branch {";
            foreach (Branch branch in type.Branches.Where(static branch => !branch.IsAdded))
            {
                yield return $"  {TypeOf(branch.Type)} branch_{Name(branch.Name)} = {++number};";
            }

            yield return "}";
        }
    }

    private string TypeOf(SchemaType type) => type switch
    {
        ArrayType array => TypeOf(array.Element),
        BuiltinType { Name: "bool" } => "bool",
        BuiltinType { Name: "number" } => "double",
        BuiltinType { Name: "str" or "any" or "null" } => "string",
        BuiltinType => "int64",
        EnumType { IsImplicit: true } or ObjectType { IsImplicit: true } => "string",
        _ when type.Module.IsBuiltin || !MayImport(type.Module) => "string",
        _ => type.Name,
    };

    private bool MayImport(SchemaModule module)
    {
        if (module != _module && Reaches(module))
        {
            return false;
        }

        _ = module == _module || _imports[_module].Add(module);
        return true;
    }

    private bool Reaches(SchemaModule module) => module == _module || (_imports.TryGetValue(module, out HashSet<SchemaModule>? imports) ? imports.Any(Reaches) : false);

    private void Block(string head, IEnumerable<string> lines)
    {
        _text.Append($"{head} {{\n");
        foreach (string line in lines)
        {
            _text.Append($"  {line}\n");
        }

        _text.Append("}\n\n");
    }

    // As it is written, so that there is as much to read.
    private void Comment(string block)
    {
        foreach (string line in block.Split('\n'))
        {
            _text.Append($"//{line.TrimStart('#')}\n");
        }
    }

    private static string Name(string name) => char.IsAsciiDigit(name[0]) ? "_" + Name("n" + name) : name.Replace('-', '_').Replace('.', '_');

    private sealed class DiskFiles : ISchemaResolver
    {
        public SchemaFile? Resolve(string displayPath, out string? failure)
        {
            failure = File.Exists(displayPath) ? null : "not found";
            return failure is null ? new SchemaFile(displayPath, File.ReadAllText(displayPath)) : null;
        }
    }
}
