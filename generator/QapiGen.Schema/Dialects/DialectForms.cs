namespace QapiGen.Schema.Dialects;

/// <summary>Which letters names may have (spec V-9).</summary>
public enum NameForm
{
    /// <summary>Case and <c>_</c> are fixed by what is named (spec N-3).</summary>
    ByKind,

    /// <summary>Definitions may mix cases freely, members and values may not (spec N-8).</summary>
    MixedDefinitions,

    /// <summary>Any case and <c>_</c> anywhere; only the form (spec N-1, N-2, N-5) is checked (spec V-42).</summary>
    AnyCase,
}

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

/// <summary>How documentation is cut into sections (spec V-17).</summary>
public enum DocGrammar
{
    /// <summary>Sections of the 10.x releases (spec 2.2).</summary>
    Sections,

    /// <summary>The state machine of 7.2 and before (spec 2.4).</summary>
    States,

    /// <summary>The lines speak for themselves, nothing is refused (spec V-42).</summary>
    Lenient,
}

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
