namespace QapiGen.LanguageServer.Features;

/// <summary>What keys of the language mean, in a sentence.</summary>
internal static class KeyTexts
{
    /// <summary>What a key means where it stands; null if it means nothing there.</summary>
    public static string? Find(CompletionSlot slot, string meta, string key) => slot switch
    {
        CompletionSlot.Definition => OfDefinition(meta, key),
        CompletionSlot.MemberForm or CompletionSlot.BranchForm or CompletionSlot.ValueForm or CompletionSlot.FeatureForm => OfForm(key),
        CompletionSlot.Condition => OfCondition(key),
        CompletionSlot.Pragma => OfPragma(key),
        _ => null,
    };

    private static string? OfDefinition(string meta, string key) => key switch
    {
        "enum" => "defines a type with a list of values, strings on the wire",
        "struct" => "defines an object with a fixed set of members",
        "union" => "defines an object whose further members depend on a discriminator",
        "alternate" => "defines a choice between types that differ in their kind of JSON value",
        "command" => "defines a command: what it takes and returns",
        "event" => "defines an event: what is sent with it",
        "include" => "reads another module of the schema, once",
        "pragma" => "says which checks of the schema are stricter or laxer",
        "data" => OfData(meta),
        "base" => meta == "union" ? "members that all branches have: a struct, or members written here" : "a struct whose members this one has, too",
        "discriminator" => "the member of the base, an enum, whose value tells the branch",
        "prefix" => "what constants of the C code begin with",
        "returns" => "the type of the result; an empty object without it",
        "boxed" => "whether the C code has arguments as one structure, of the type that 'data' names",
        "gen" => "whether arguments are checked by the schema; with false the command takes what it likes",
        "success-response" => "whether success is answered; with false only errors are",
        "allow-oob" => "whether it may run out-of-band, before commands that came earlier",
        "allow-preconfig" => "whether it may run before the machine is made",
        "coroutine" => "whether its handler runs in a coroutine",
        _ => OfForm(key) is { } text && key is "if" or "features" ? text : null,
    };

    private static string OfData(string meta) => meta switch
    {
        "enum" => "the values",
        "union" => "the branches: a struct or union for values of the discriminator",
        "alternate" => "the alternatives, each with its type",
        "command" => "the arguments: written here, or a type",
        "event" => "what is sent with it: written here, or a type",
        _ => "the members, each with its type; '*' says that one may be absent",
    };

    private static string? OfForm(string key) => key switch
    {
        "name" => "its name",
        "type" => "its type; an array in brackets",
        "if" => "the condition of the build under which it is there",
        "features" => "what clients can find out about it, 'deprecated' and 'unstable' among that",
        _ => null,
    };

    private static string? OfCondition(string key) => key switch
    {
        "all" => "holds if all of these do",
        "any" => "holds if one of these does",
        "not" => "holds if this doesn't",
        _ => null,
    };

    private static string? OfPragma(string key) => key switch
    {
        "doc-required" => "whether every definition has to be documented",
        "command-name-exceptions" => "commands whose names may have '_'",
        "command-returns-exceptions" or "returns-whitelist" => "commands that may return what is no object, nor an array of objects",
        "documentation-exceptions" => "definitions whose members need no description",
        "member-name-exceptions" or "name-case-whitelist" => "definitions whose members and values may have capitals and '_'",
        _ => null,
    };
}
