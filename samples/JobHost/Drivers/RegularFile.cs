using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JobHost.Drivers;

/// <summary>Tells files from what only has a file's name: opening a pipe waits for who writes to it, and a device may have no end.</summary>
internal static partial class RegularFile
{
    private const int CurrentDirectory = -100;
    private const int DoNotFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint WantsType = 1;

    // Type, links, number, birth.
    private const uint WantsIdentity = 0x905;

    // The kernel's struct statx, the same on all architectures.
    private const int StatusBytes = 256;
    private const int LinksOffset = 16;
    private const int ModeOffset = 28;
    private const int NumberOffset = 32;
    private const int BirthOffset = 80;
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

    /// <summary>Which file is open, whatever its name: its number, and when it was made, since numbers are used again. Those of devices change when a machine starts. Null where the system can't be asked.</summary>
    public static string? Identity(SafeFileHandle file)
    {
        bool isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            return Ask((int)file.DangerousGetHandle(), "", EmptyPath)?.Identity;
        }
        finally
        {
            if (isHeld)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>Which file has a name, not by a link, as <see cref="Identity(SafeFileHandle)"/>; null if there is none, or where the system can't be asked.</summary>
    public static string? Identity(string path) => Ask(CurrentDirectory, path, DoNotFollow)?.Identity;

    /// <summary>Whether a name is that of the file that was written, as far as it is known; if not, of one without bytes: before it is known nothing is written. Where the system can't be asked, of any file.</summary>
    public static bool IsOwn(string path, string? identity) =>
        identity is not null ? Identity(path) == identity : Exists(path) && new FileInfo(path) is { LinkTarget: null } file && (file.Length == 0 || !OperatingSystem.IsLinux());

    /// <summary>Whether an open file has a name, not by a link, and no other one. Where the system can't be asked, whether there is no link.</summary>
    public static bool HasOnlyName(SafeFileHandle file, string path) => !OperatingSystem.IsLinux()
        ? new FileInfo(path).LinkTarget is null
        : Ask(CurrentDirectory, path, DoNotFollow) is (var identity, 1) && identity == Identity(file);

    private static (string Identity, uint Links)? Ask(int directory, string path, int flags)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        if (!OperatingSystem.IsLinux() || GetStatus(directory, path, flags, WantsIdentity, ref MemoryMarshal.GetReference(status)) != 0)
        {
            return null;
        }

        ulong number = BinaryPrimitives.ReadUInt64LittleEndian(status[NumberOffset..]);
        long born = BinaryPrimitives.ReadInt64LittleEndian(status[BirthOffset..]);
        uint nanoseconds = BinaryPrimitives.ReadUInt32LittleEndian(status[(BirthOffset + sizeof(long))..]);
        return (string.Create(CultureInfo.InvariantCulture, $"{number}/{born}.{nanoseconds:d9}"), BinaryPrimitives.ReadUInt32LittleEndian(status[LinksOffset..]));
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
