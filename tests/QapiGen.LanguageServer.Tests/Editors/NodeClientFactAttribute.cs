using System.IO;
using QapiGen.TestSupport;

namespace QapiGen.LanguageServer.Tests.Editors;

/// <summary>A test with the npm package <c>vscode-languageserver-protocol</c>, which the extension for Visual Studio Code brings along once <c>npm install</c> has run there.</summary>
internal sealed class NodeClientFactAttribute : FactAttribute
{
    public NodeClientFactAttribute() =>
        Skip = OptionalPrograms.Find("node") is null ? "there is no 'node' here"
            : !Directory.Exists(Path.Combine(Modules, "vscode-languageserver-protocol")) ? "run 'npm install' in generator/editors/vscode"
            : null;

    /// <summary>Where npm puts packages.</summary>
    public static string Modules => RepositoryPaths.Get("generator", "editors", "vscode", "node_modules");
}
