using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace QapiGen.LanguageServer.Files;

/// <summary>What Linux says a path is, without opening it: opening a pipe waits, and .NET doesn't tell a device from a file.</summary>
public static partial class FileStatus
{
    private const int CurrentDirectory = -100;
    private const uint TypeAndSize = 0x201;
    private const int EmptyPath = 0x1000;

    // Layout of the kernel's struct statx, the same on all architectures.
    private const int StatusBytes = 256;
    private const int ModeOffset = 28;
    private const int SizeOffset = 40;

    private const ulong PageBytes = 4096;

    private const int TypeMask = 0xF000;
    private const int PipeType = 0x1000;
    private const int FolderType = 0x4000;
    private const int DeviceType = 0x2000;
    private const int BlockDeviceType = 0x6000;
    private const int SocketType = 0xC000;

    // Their files claim to have no length, or one of pages, whatever comes when they are read, if it comes at all.
    private static readonly string[] s_kernels = ["proc", "sysfs", "debugfs", "tracefs", "securityfs", "cgroup", "cgroup2", "cgroupfs", "cgroup2fs"];

    /// <summary>What a path is; a file where that can't be known.</summary>
    public static FileNature NatureOf(string path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        return OperatingSystem.IsLinux() && GetStatus(CurrentDirectory, path, 0, TypeAndSize, ref MemoryMarshal.GetReference(status)) == 0 ? NatureOf(status, path) : FileNature.File;
    }

    /// <summary>What is open, whatever its path leads to by now.</summary>
    /// <exception cref="UnauthorizedAccessException">It is a directory.</exception>
    internal static FileNature NatureOf(SafeFileHandle file, string path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        if (GetStatus((int)file.DangerousGetHandle(), "", EmptyPath, TypeAndSize, ref MemoryMarshal.GetReference(status)) != 0)
        {
            return FileNature.File;
        }

        GC.KeepAlive(file);
        return (Read16(status, ModeOffset) & TypeMask) == FolderType ? throw new UnauthorizedAccessException("it is a directory") : NatureOf(status, path);
    }

    private static FileNature NatureOf(ReadOnlySpan<byte> status, string path)
    {
        switch (Read16(status, ModeOffset) & TypeMask)
        {
            case PipeType:
                return FileNature.Pipe;
            case DeviceType or BlockDeviceType or SocketType:
                return FileNature.Device;
            case FolderType:
                return FileNature.File;
            default:
                ulong size = MemoryMarshal.Read<ulong>(status[SizeOffset..]);
                return size % PageBytes == 0 && IsKernels(path) ? FileNature.Device : FileNature.File;
        }
    }

    private static int Read16(ReadOnlySpan<byte> status, int offset) => MemoryMarshal.Read<ushort>(status[offset..]);

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
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int GetStatus(int directory, string path, int flags, uint mask, ref byte status);
}

/// <summary>What reading a path amounts to.</summary>
public enum FileNature
{
    /// <summary>A file with an end, or nothing at all.</summary>
    File,

    /// <summary>A pipe: can be read once, and waits for who writes to it.</summary>
    Pipe,

    /// <summary>A device or a socket, or what the kernel makes up as it is read, as below <c>/proc</c>: may have no end.</summary>
    Device,
}
