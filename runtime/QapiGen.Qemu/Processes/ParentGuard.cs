using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;

namespace QapiGen.Qemu.Processes;

/// <summary>Lets a program end with this process.</summary>
internal static class ParentGuard
{
    private static readonly ConcurrentDictionary<(string Path, DateTime Written), Task<bool>> Known = new();

    /// <summary>Adds to a command line what makes the program end with its parent, if there is a way.</summary>
    /// <returns>Whether there is.</returns>
    public static Task<bool> AddAsync(ProcessStartInfo start, QemuProgramKind kind) =>
        AddAsync(start, kind, OperatingSystem.IsLinux() ? ProgramFile.Find("setpriv") : null);

    /// <summary>The same, with the path of <c>setpriv</c>; null where there is none.</summary>
    internal static async Task<bool> AddAsync(ProcessStartInfo start, QemuProgramKind kind, string? setpriv)
    {
        // The signal is set in the child before the program begins, so that it holds from the first moment, and with any release.
        if (setpriv is not null)
        {
            start.ArgumentList.Insert(0, "--pdeathsig");
            start.ArgumentList.Insert(1, "TERM");
            start.ArgumentList.Insert(2, "--");
            start.ArgumentList.Insert(3, start.FileName);
            start.FileName = setpriv;
            return true;
        }

        if (kind != QemuProgramKind.Emulator || !await KnowsAsync(start.FileName).ConfigureAwait(false))
        {
            return false;
        }

        start.ArgumentList.Add("-run-with");
        start.ArgumentList.Add("exit-with-parent=on");
        return true;
    }

    /// <summary>Whether an emulator has <c>exit-with-parent</c>, that is whether it is of 10.2 or later.</summary>
    internal static Task<bool> KnowsAsync(string path) =>
        Known.GetOrAdd((path, File.GetLastWriteTimeUtc(path)), static key => AskAsync(key.Path));

    private static async Task<bool> AskAsync(string path)
    {
        var start = new ProcessStartInfo(path, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = await StarterThread.StartAsync(start).ConfigureAwait(false);
        try
        {
            process.StandardInput.Close();
            string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
            return IsRecent(line ?? string.Empty);
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            return false;
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Reads <c>QEMU emulator version 10.2.2 (…)</c>.</summary>
    internal static bool IsRecent(string line)
    {
        const string Before = "version ";
        int start = line.IndexOf(Before, StringComparison.Ordinal);
        string[] numbers = start < 0 ? [] : line[(start + Before.Length)..].Split('.', ' ');
        return numbers.Length > 1
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            && (major, minor).CompareTo((10, 2)) >= 0;
    }
}
