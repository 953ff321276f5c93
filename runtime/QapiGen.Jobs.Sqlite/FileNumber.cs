using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace QapiGen.Jobs.Sqlite;

/// <summary>What tells a file from every other that there is, whatever its name: the number of its device and its number on it.</summary>
internal readonly partial record struct FileNumber(ulong Device, ulong Number)
{
    // The kernel's structure, which is the same on every processor (statx(2)).
    public const int Size = 256;
    private const int NumberAt = 32;
    private const int DeviceAt = 136;
    private const int CurrentFolder = -100;
    private const uint NumberWanted = 0x100;

    /// <summary>That of the file with a name; null if there is none, or the system isn't Linux.</summary>
    public static FileNumber? Of(string path)
    {
        Span<byte> answer = stackalloc byte[Size];
        return TryAsk(path, NumberWanted, answer) ? new FileNumber(Read(answer[DeviceAt..]), Read(answer[NumberAt..])) : null;
    }

    /// <summary>Asks the kernel about a file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="wanted">What of it, in the kernel's bits.</param>
    /// <param name="answer">The kernel's structure, of <see cref="Size"/> bytes.</param>
    /// <returns>False if there is none, or the system isn't Linux.</returns>
    public static bool TryAsk(string path, uint wanted, Span<byte> answer)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            return Ask(CurrentFolder, path, 0, wanted, ref MemoryMarshal.GetReference(answer)) == 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>A number of the kernel's structure.</summary>
    public static ulong Read(ReadOnlySpan<byte> bytes) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ask(int folder, string path, int flags, uint wanted, ref byte answer);
}
