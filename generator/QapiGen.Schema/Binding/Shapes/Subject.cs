namespace QapiGen.Schema.Binding.Shapes;

/// <summary>What a name names; each has rules of its own (spec N-3, N-8).</summary>
internal enum Subject
{
    Enum,
    Struct,
    Union,
    Alternate,
    Command,
    Event,
    Member,
    Value,
    Alternative,
    Branch,
    Feature,
}
