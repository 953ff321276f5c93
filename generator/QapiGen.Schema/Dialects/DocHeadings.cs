namespace QapiGen.Schema.Dialects;

/// <summary>What a documentation line that starts with <c>=</c> does (spec D-26).</summary>
public enum DocHeadings
{
    /// <summary>Nothing: it is text (10.2).</summary>
    Text,

    /// <summary>Must be the first line of a free-form block (10.0).</summary>
    FirstLine,

    /// <summary>Splits a free-form block in two (7.2 and before).</summary>
    Split,
}
