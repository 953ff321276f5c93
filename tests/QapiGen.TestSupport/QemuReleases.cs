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

    /// <summary>The releases that tests are written for; one that isn't at hand is skipped, and says so.</summary>
    private static readonly string[] Known = ["7.2", "10.0", "11.1"];

    /// <summary>The known releases, and what else is at hand, the oldest first.</summary>
    public static IEnumerable<string> All => AtHand.Union(Known).OrderBy(static release => Version.Parse(release));

    /// <summary>Their names, such as <c>7.2</c>, the oldest first.</summary>
    public static IEnumerable<string> AtHand => Folders.Value.Keys.OrderBy(static release => Version.Parse(release));

    /// <summary>Gives the path of a release's program: beside the emulator, or, as distributions have it, among the system's programs of the same prefix.</summary>
    public static string Program(string release, string name)
    {
        string path = Path.Combine(Folders.Value[release], name);
        string system = Path.Combine(Folders.Value[release], "..", "sbin", name);
        return !File.Exists(path) && File.Exists(system) ? system : path;
    }

    /// <summary>Why a release's program can't be run; null if it can.</summary>
    public static string? SkipReason(string release, string name) =>
        !Folders.Value.ContainsKey(release) ? $"QEMU {release} is not at hand: see tests/qemu-releases"
        : !File.Exists(Program(release, name)) ? $"{name} of QEMU {release} is not at hand: see tests/qemu-releases"
        : null;

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
