namespace QapiGen.Schema.Binding.Shapes;

/// <summary>The six kinds of definitions.</summary>
internal enum DefinitionKind
{
    Enum,
    Struct,
    Union,
    Alternate,
    Command,
    Event,
}
