namespace QapiGen.Emit.Specs;

/// <summary>What of a C# type matters for the text around it.</summary>
public enum TypeShape
{
    /// <summary>A class or a record.</summary>
    Reference,

    /// <summary>A struct or an enum.</summary>
    Value,

    /// <summary>A list, which compares by identity unless wrapped.</summary>
    List,

    /// <summary>A JSON element: a struct that compares by identity unless wrapped.</summary>
    Any,
}
