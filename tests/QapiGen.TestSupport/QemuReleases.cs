using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace QapiGen.TestSupport;

/// <summary>The releases of QEMU whose programs are at hand: the machine's own, and what <c>QAPIGEN_QEMU_PROGRAMS</c> or <c>tests/qemu-releases/get</c> adds.</summary>
public static class QemuReleases
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Folders = new(Find);

    /// <summary>Their names, such as <c>7.2</c>, the oldest first.</summary>
    public static IEnumerable<string> AtHand => Folders.Value.Keys.OrderBy(static release => Version.Parse(release));

    /// <summary>Gives the path of a release's program.</summary>
    public static string Program(string release, string name) => Path.Combine(Folders.Value[release], name);

    private static Dictionary<string, string> Find()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        string unpacked = Path.Combine(RepositoryPaths.Root, "artifacts", "qemu");
        IEnumerable<string?> folders = [
            Path.GetDirectoryName(OptionalPrograms.Find("qemu-system-x86_64")),
            .. (Environment.GetEnvironmentVariable("QAPIGEN_QEMU_PROGRAMS") ?? string.Empty).Split(Path.PathSeparator),
            .. Directory.Exists(unpacked) ? Directory.GetDirectories(unpacked).Select(static folder => Path.Combine(folder, "bin")) : []];
        foreach (string? folder in folders)
        {
            if (!string.IsNullOrEmpty(folder) && AskRelease(Path.Combine(folder, "qemu-system-x86_64")) is { } release)
            {
                found.TryAdd(release, folder);
            }
        }

        return found;
    }

    private static string? AskRelease(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using Process process = Process.Start(new ProcessStartInfo(path, "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string[] words = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        string release = string.Join('.', words.SkipWhile(static word => word != "version").Skip(1).FirstOrDefault(string.Empty).Split('.').Take(2));
        return Version.TryParse(release, out _) ? release : null;
    }
}
