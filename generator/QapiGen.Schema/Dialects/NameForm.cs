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
