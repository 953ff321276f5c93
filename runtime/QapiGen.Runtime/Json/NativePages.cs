using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace QapiGen.Runtime.Json;

/// <summary>Whole pages of the system's: not the C library's heap, which keeps what it has once had.</summary>
/// <remarks>
/// The collector's limit, which a container sets, too, holds for these and the collector's own memory together: whoever asks for more gets an exception, as for an array. Else
/// the system would end the process.
/// </remarks>
internal static unsafe partial class NativePages
{
    private const int ReadAndWrite = 1 | 2;
    private const int PrivateAndAnonymous = 0x02 | 0x20;

    private static long s_taken;

    /// <summary>Takes memory, with any content.</summary>
    /// <exception cref="OutOfMemoryException">There is none.</exception>
    public static nint Take(nuint bytes)
    {
        Interlocked.Add(ref s_taken, (long)bytes);
        try
        {
            return HasRoom() ? Allocate(bytes) : throw Refusal(bytes);
        }
        catch
        {
            Interlocked.Add(ref s_taken, -(long)bytes);
            throw;
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public static void GiveBack(nint start, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Unmap(start, bytes);
        }
        else
        {
            NativeMemory.Free((void*)start);
        }

        Interlocked.Add(ref s_taken, -(long)bytes);
    }

    private static bool HasRoom()
    {
        if (IsWithinLimit())
        {
            return true;
        }

        // The collector does so, too, before it refuses.
        GC.Collect();
        return IsWithinLimit();
    }

    private static bool IsWithinLimit() =>
        Volatile.Read(ref s_taken) + GC.GetTotalMemory(forceFullCollection: false) <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static nint Allocate(nuint bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return (nint)NativeMemory.Alloc(bytes);
        }

        nint start = Map(0, bytes, ReadAndWrite, PrivateAndAnonymous, -1, 0);
        return start == -1 ? throw Refusal(bytes) : start;
    }

    private static InsufficientMemoryException Refusal(nuint bytes) => new($"There are no {bytes} bytes for a message");

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint bytes);
}
