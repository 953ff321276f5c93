using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace QapiGen.Jobs.Sqlite;

/// <summary>What tells a file from every other that there is, whatever its name: the number of its device and its number on it.</summary>
internal readonly partial record struct FileNumber(ulong Device, ulong Number)
{
    // The kernel's structure, which is the same on every processor (statx(2)).
    private const int Size = 256;
    private const int NumberAt = 32;
    private const int DeviceAt = 136;
    private const int CurrentFolder = -100;
    private const uint NumberWanted = 0x100;

    /// <summary>That of the file with a name; null if there is none, or the system isn't Linux.</summary>
    public static FileNumber? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> answer = stackalloc byte[Size];
        try
        {
            return Ask(CurrentFolder, path, 0, NumberWanted, ref MemoryMarshal.GetReference(answer)) == 0
                ? new FileNumber(Read(answer[DeviceAt..]), Read(answer[NumberAt..]))
                : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static ulong Read(ReadOnlySpan<byte> bytes) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ask(int folder, string path, int flags, uint wanted, ref byte answer);
}
