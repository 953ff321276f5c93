using QapiGen.Emit.Emitters;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>The C# type of each QAPI type, and how it is read and written (design: what QAPI becomes in C#).</summary>
internal sealed class TypePlanner(SchemaNames names, bool onlyNeededCodecs)
{
    private const string Wire = RuntimeNames.Wire;

    /// <summary>The C# type.</summary>
    public TypeSpec Plan(SchemaType type) => type switch
    {
        BuiltinType builtin => Builtin(builtin.Kind),
        ArrayType { Element: ObjectType or AlternateType } array when onlyNeededCodecs => HalfArray(Plan(array.Element)),
        ArrayType array => Array(Plan(array.Element)),
        EnumType { Module.IsBuiltin: true } => Value(Wire + "QType", "QTypeCodec", JsonKinds.String),
        EnumType enumeration => new TypeSpec(names.Full(enumeration), names.FullCodec(enumeration), TypeShape.Value, JsonKinds.String),
        AlternateType => Own(type, JsonKinds.None),
        _ => Own(type, JsonKinds.Object),
    };

    private static TypeSpec Array(TypeSpec element) => new(
        $"global::System.Collections.Generic.IReadOnlyList<{element.Name}>",
        $"{Wire}ListCodec<{element.Name}, {element.Codec}>",
        TypeShape.List,
        JsonKinds.Array);

    // The element's codec may have one side only.
    private static TypeSpec HalfArray(TypeSpec element) => Array(element) with
    {
        Reader = $"{Wire}ListReader<{element.Name}, {element.Codec}>",
        Writer = $"{Wire}ListWriter<{element.Name}, {element.Codec}>",
    };

    private static TypeSpec Builtin(BuiltinKind kind) => kind switch
    {
        BuiltinKind.Str => new TypeSpec("string", Wire + "StringCodec", TypeShape.Reference, JsonKinds.String),
        BuiltinKind.Number => Value("double", "DoubleCodec", JsonKinds.Number),
        BuiltinKind.Int8 => Value("sbyte", "Int8Codec", JsonKinds.Number),
        BuiltinKind.Int16 => Value("short", "Int16Codec", JsonKinds.Number),
        BuiltinKind.Int32 => Value("int", "Int32Codec", JsonKinds.Number),
        BuiltinKind.UInt8 => Value("byte", "UInt8Codec", JsonKinds.Number),
        BuiltinKind.UInt16 => Value("ushort", "UInt16Codec", JsonKinds.Number),
        BuiltinKind.UInt32 => Value("uint", "UInt32Codec", JsonKinds.Number),
        BuiltinKind.UInt64 or BuiltinKind.Size => Value("ulong", "UInt64Codec", JsonKinds.Number),
        BuiltinKind.Bool => Value("bool", "BooleanCodec", JsonKinds.Boolean),
        BuiltinKind.Null => Value(Wire + "QNull", "QNull", JsonKinds.Null),
        BuiltinKind.Any => new TypeSpec(RuntimeNames.JsonElement, Wire + "JsonElementCodec", TypeShape.Any, JsonKinds.None),
        _ => Value("long", "Int64Codec", JsonKinds.Number),
    };

    private static TypeSpec Value(string name, string codec, JsonKinds kinds) => new(name, Wire + codec, TypeShape.Value, kinds);

    private TypeSpec Own(SchemaType type, JsonKinds kinds)
    {
        string name = names.Full(type);
        return new TypeSpec(name, name, TypeShape.Reference, kinds);
    }
}
