using System;
using System.Buffers.Binary;
using System.IO;
using System.Runtime.InteropServices;

namespace JobHost.Drivers;

/// <summary>Tells files from what only has a file's name: opening a pipe waits for who writes to it, and a device may have no end.</summary>
internal static partial class RegularFile
{
    private const int CurrentDirectory = -100;
    private const uint WantsType = 1;

    // The kernel's struct statx, the same on all architectures.
    private const int StatusBytes = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    // What looks like files there is made up as it is read: this process's environment, or all of the machine's memory. Writing to it sets the machine.
    private static readonly string[] s_kernels = ["proc", "sysfs", "debugfs", "tracefs", "securityfs", "configfs", "bpf_fs", "bpf", "cgroup", "cgroup2", "cgroupfs", "cgroup2fs"];

    /// <summary>Whether a text can be a file's name at all.</summary>
    public static bool IsName(string text) => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal);

    /// <summary>Whether there is a regular file, or a link to one, and not the kernel's. It isn't opened. Where the system can't be asked, everything but a directory counts.</summary>
    public static bool Exists(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path);
        }

        Span<byte> status = stackalloc byte[StatusBytes];
        return GetStatus(CurrentDirectory, path, 0, WantsType, ref MemoryMarshal.GetReference(status)) == 0
            && (BinaryPrimitives.ReadUInt16LittleEndian(status[ModeOffset..]) & TypeMask) == RegularType
            && !IsKernels(path);
    }

    private static bool IsKernels(string path)
    {
        try
        {
            return Array.IndexOf(s_kernels, new DriveInfo(path).DriveFormat) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetStatus(int directory, string path, int flags, uint mask, ref byte status);
}
