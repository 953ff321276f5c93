using System.Collections.Immutable;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Protocol;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>Everything that the client has told; what the server knows follows from this and the files on disk.</summary>
internal sealed record WorkspaceState
{
    /// <summary>Open documents, by path.</summary>
    public ImmutableSortedDictionary<string, OpenDocument> Open { get; init; } = ImmutableSortedDictionary.Create<string, OpenDocument>(System.StringComparer.Ordinal);

    /// <summary>Folders, as paths.</summary>
    public ImmutableArray<string> Folders { get; init; } = [];

    /// <summary>What the user set.</summary>
    public UserSettings Settings { get; init; } = UserSettings.None;

    /// <summary>Counts the times that projects may have changed.</summary>
    public int ProjectsVersion { get; init; }
}
