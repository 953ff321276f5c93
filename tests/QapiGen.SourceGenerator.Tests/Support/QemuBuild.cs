using System.IO;
using QapiGen.TestSupport;

namespace QapiGen.SourceGenerator.Tests.Support;

/// <summary>Builds of QEMU's own schemas.</summary>
internal static class QemuBuild
{
    /// <summary>A build of one root with every schema file of its release, and the release's folder.</summary>
    public static (Build Build, string Folder) Load(string release, string root)
    {
        string rootPath = QemuSchemas.PathOf(release, root);
        string folder = Path.Combine(QemuSchemas.Folder!, "qemu-" + release);
        Build build = new();
        foreach (string path in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories))
        {
            build = build.WithInclude(path, File.ReadAllText(path));
        }

        return (build.WithRoot(rootPath, File.ReadAllText(rootPath)), folder);
    }
}
