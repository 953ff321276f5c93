using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>
/// The documentation of a definition, or a free-form block, in parsed form: what IntelliSense, help, hover and manuals show is made from it. Compares
/// by value.
/// </summary>
public sealed record DefinitionDoc
{
    /// <summary>What is said first.</summary>
    public EquatableArray<DocNode> Body { get; init; }

    /// <summary>Descriptions of members, arguments, branches or values, in the order of the text.</summary>
    public EquatableArray<DocEntry> Members { get; init; }

    /// <summary>Descriptions of features.</summary>
    public EquatableArray<DocEntry> Features { get; init; }

    /// <summary>What a command returns; empty if nothing is said.</summary>
    public EquatableArray<DocNode> Returns { get; init; }

    /// <summary>Errors of a command; empty if nothing is said.</summary>
    public EquatableArray<DocNode> Errors { get; init; }

    /// <summary>The version that introduced it: <c>8.2</c>; null if that isn't told.</summary>
    public string? Since { get; init; }

    /// <summary>What is said about that version, in words: <c>8.2</c>, <c>1.1 (in the guest agent)</c>, <c>2.7, stream since 7.2</c>; empty if nothing is.</summary>
    public string SinceText { get; init; } = "";

    /// <summary>Notes, examples and text behind the descriptions, in order.</summary>
    public EquatableArray<DocNode> Further { get; init; }

    /// <summary>What <c>TODO</c> sections say: for those who write the schema.</summary>
    public EquatableArray<DocNode> ToDo { get; init; }

    /// <summary>The description of a member; null if there is none.</summary>
    public DocEntry? FindMember(string name) => Find(Members, name);

    /// <summary>The description of a feature; null if there is none.</summary>
    public DocEntry? FindFeature(string name) => Find(Features, name);

    private static DocEntry? Find(EquatableArray<DocEntry> entries, string name)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            if (entries[i].Name == name)
            {
                return entries[i];
            }
        }

        return null;
    }
}

/// <summary>The description of a member or feature.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">What is said.</param>
/// <param name="Since">The version that introduced it, if it is newer than its definition: <c>(since 8.2)</c> in the text; else null.</param>
public sealed record DocEntry(string Name, EquatableArray<DocNode> Content, string? Since);
