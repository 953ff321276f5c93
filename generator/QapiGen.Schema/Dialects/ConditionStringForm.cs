namespace QapiGen.Schema.Dialects;

/// <summary>What a condition in string form is (spec V-1).</summary>
public enum ConditionStringForm
{
    /// <summary>The name of a symbol, <c>[A-Z][A-Z0-9_]*</c> (spec C-1).</summary>
    Symbol,

    /// <summary>Text for the C preprocessor (spec C-7, C-8).</summary>
    Preprocessor,

    /// <summary>A symbol's name if it has that form, else preprocessor text.</summary>
    Either,
}
