namespace QapiGen.Schema.Syntax;

/// <summary>What may be written at a place.</summary>
public enum CursorExpectation
{
    /// <summary>A comma, or the end of what is open.</summary>
    Nothing,

    /// <summary>A definition or a directive.</summary>
    Definition,

    /// <summary>A key of an object.</summary>
    Key,

    /// <summary>The value of a key.</summary>
    Value,

    /// <summary>An element of an array.</summary>
    Element,

    /// <summary>Text: the place is in a comment.</summary>
    Documentation,
}
