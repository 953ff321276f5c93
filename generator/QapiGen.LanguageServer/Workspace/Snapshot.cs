using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Outline;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>What the server knows at one moment. Never changes; several requests may read it.</summary>
/// <param name="State">What the client had told.</param>
/// <param name="Roots">The roots that open documents belong to.</param>
internal sealed record Snapshot(WorkspaceState State, IReadOnlyList<RootSnapshot> Roots)
{
    /// <summary>The roots that include a file.</summary>
    public IEnumerable<RootSnapshot> RootsOf(string path) => Roots.Where(root => root.Outlines.ContainsKey(path));

    /// <summary>A file in the first root that includes it, or null.</summary>
    public (RootSnapshot Root, DocumentOutline Document)? Find(string path)
    {
        RootSnapshot? root = RootsOf(path).FirstOrDefault();
        return root is null ? null : (root, root.Outlines[path]);
    }
}
