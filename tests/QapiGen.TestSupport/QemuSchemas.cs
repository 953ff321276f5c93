using System;
using System.Collections.Generic;
using System.IO;

namespace QapiGen.TestSupport;

/// <summary>QEMU's own schema trees, where the environment says they are: <c>QAPIGEN_QEMU_SCHEMAS</c> names a folder with <c>qemu-5.2</c>, <c>qemu-7.2</c>, <c>qemu-10.2</c>.</summary>
public static class QemuSchemas
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "QAPIGEN_QEMU_SCHEMAS";

    private static readonly string[] RootPaths = ["qapi/qapi-schema.json", "qga/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json"];

    /// <summary>The releases whose trees are expected.</summary>
    public static IReadOnlyList<string> Releases { get; } = ["5.2", "7.2", "10.2"];

    /// <summary>The folder, or null.</summary>
    public static string? Folder
    {
        get
        {
            string? folder = Environment.GetEnvironmentVariable(Variable);
            return string.IsNullOrEmpty(folder) ? null : Path.GetFullPath(folder);
        }
    }

    /// <summary>Why tests that need the trees can't run; null when they can.</summary>
    public static string? SkipReason =>
        Folder is not { } folder ? $"{Variable} doesn't say where QEMU's schemas are"
        : Directory.Exists(folder) ? null
        : $"{Variable} names {folder}, which is no folder";

    /// <summary>The nine roots as test data: release, path of the root inside its tree.</summary>
    public static IEnumerable<object[]> Roots
    {
        get
        {
            foreach (string release in Releases)
            {
                foreach (string path in RootPaths)
                {
                    yield return [release, path];
                }
            }
        }
    }

    /// <summary>The absolute path of a root.</summary>
    public static string PathOf(string release, string root) =>
        Path.Combine(Folder ?? throw new InvalidOperationException(SkipReason), "qemu-" + release, root);
}
