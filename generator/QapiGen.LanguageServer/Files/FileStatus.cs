using System;
using System.Buffers.Binary;
using System.IO;
using System.Runtime.InteropServices;

namespace QapiGen.LanguageServer.Files;

/// <summary>What Linux says a path is, without opening it: opening a pipe waits, and .NET doesn't tell a device from a file.</summary>
public static partial class FileStatus
{
    private const int CurrentDirectory = -100;
    private const uint TypeAndSize = 0x201;

    // Layout of the kernel's struct statx, the same on all architectures.
    private const int StatusBytes = 256;
    private const int ModeOffset = 28;
    private const int SizeOffset = 40;

    private const int TypeMask = 0xF000;
    private const int PipeType = 0x1000;
    private const int DeviceType = 0x2000;
    private const int BlockDeviceType = 0x6000;
    private const int SocketType = 0xC000;

    // Their files have no length, whatever comes when they are read, if it comes at all.
    private static readonly string[] s_kernels = ["proc", "sysfs", "debugfs", "tracefs", "securityfs", "cgroupfs", "cgroup2fs"];

    /// <summary>What a path is; a file where that can't be known.</summary>
    public static FileNature NatureOf(string path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        if (!OperatingSystem.IsLinux() || GetStatus(CurrentDirectory, path, 0, TypeAndSize, ref MemoryMarshal.GetReference(status)) != 0)
        {
            return FileNature.File;
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(status[ModeOffset..]) & TypeMask) switch
        {
            PipeType => FileNature.Pipe,
            DeviceType or BlockDeviceType or SocketType => FileNature.Device,
            _ => BinaryPrimitives.ReadInt64LittleEndian(status[SizeOffset..]) == 0 && IsKernels(path) ? FileNature.Device : FileNature.File,
        };
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
