using System;
using System.IO;

namespace QapiGen.Qemu.Processes;

/// <summary>Finds programs as a shell does.</summary>
internal static class ProgramFile
{
    /// <summary>Gives the path of a program; null if there is none.</summary>
    public static string? Find(string program)
    {
        if (program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || program.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(program) ? Path.GetFullPath(program) : null;
        }

        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            string path = Path.Combine(folder, program);
            if (File.Exists(path))
            {
                return path;
            }

            if (OperatingSystem.IsWindows() && File.Exists(path + ".exe"))
            {
                return path + ".exe";
            }
        }

        return null;
    }

    /// <summary>Which command line a program understands, by its name.</summary>
    public static QemuProgramKind KindOf(string program) =>
        Path.GetFileName(program).Contains("storage-daemon", StringComparison.OrdinalIgnoreCase) ? QemuProgramKind.StorageDaemon : QemuProgramKind.Emulator;
}
