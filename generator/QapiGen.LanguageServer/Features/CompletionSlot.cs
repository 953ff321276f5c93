using QapiGen.Schema.Syntax;

namespace QapiGen.LanguageServer.Features;

/// <summary>What an object or array of a schema is for.</summary>
internal enum CompletionSlot
{
    /// <summary>Nothing that is known.</summary>
    Unknown,

    /// <summary>A definition or directive.</summary>
    Definition,

    /// <summary>Members.</summary>
    Members,

    /// <summary>Branches of a union.</summary>
    Branches,

    /// <summary>Branches of an alternate.</summary>
    Alternatives,

    /// <summary>Values of an enum.</summary>
    Values,

    /// <summary>A member in long form.</summary>
    MemberForm,

    /// <summary>A branch or alternative in long form.</summary>
    BranchForm,

    /// <summary>A value in long form.</summary>
    ValueForm,

    /// <summary>A list of features.</summary>
    Features,

    /// <summary>A feature in long form.</summary>
    FeatureForm,

    /// <summary>A condition.</summary>
    Condition,

    /// <summary>The array of a type.</summary>
    TypeArray,

    /// <summary>Settings of a pragma.</summary>
    Pragma,

    /// <summary>A list of a pragma.</summary>
    PragmaList,
}

/// <summary>Finds what the objects and arrays around a place are for.</summary>
internal static class CompletionSlots
{
    /// <summary>What the innermost one is for.</summary>
    public static CompletionSlot Find(CursorContext context, string meta)
    {
        CompletionSlot slot = CompletionSlot.Definition;
        for (int i = 1; i < context.Frames.Count; i++)
        {
            slot = Inside(slot, context.Frames[i - 1].Key, context.Frames[i].IsObject, meta);
        }

        return slot;
    }

    private static CompletionSlot Inside(CompletionSlot parent, string? key, bool isObject, string meta) => (parent, key) switch
    {
        (CompletionSlot.Definition, "data") => OfData(meta, isObject),
        (CompletionSlot.Definition, "base") => CompletionSlot.Members,
        (CompletionSlot.Definition, "returns") => CompletionSlot.TypeArray,
        (CompletionSlot.Definition, "pragma") => CompletionSlot.Pragma,
        (CompletionSlot.Definition or CompletionSlot.MemberForm or CompletionSlot.ValueForm, "features") => CompletionSlot.Features,
        (CompletionSlot.Definition or CompletionSlot.MemberForm or CompletionSlot.ValueForm or CompletionSlot.BranchForm or CompletionSlot.FeatureForm, "if") => CompletionSlot.Condition,
        (CompletionSlot.MemberForm or CompletionSlot.BranchForm, "type") => CompletionSlot.TypeArray,
        (CompletionSlot.Members, _) => isObject ? CompletionSlot.MemberForm : CompletionSlot.TypeArray,
        (CompletionSlot.Branches or CompletionSlot.Alternatives, _) => isObject ? CompletionSlot.BranchForm : CompletionSlot.TypeArray,
        (CompletionSlot.Values, _) => CompletionSlot.ValueForm,
        (CompletionSlot.Features, _) => CompletionSlot.FeatureForm,
        (CompletionSlot.Condition, _) => CompletionSlot.Condition,
        (CompletionSlot.Pragma, _) => CompletionSlot.PragmaList,
        _ => CompletionSlot.Unknown,
    };

    private static CompletionSlot OfData(string meta, bool isObject) => meta switch
    {
        "enum" => isObject ? CompletionSlot.Unknown : CompletionSlot.Values,
        "union" => CompletionSlot.Branches,
        "alternate" => CompletionSlot.Alternatives,
        _ => CompletionSlot.Members,
    };
}
