using System;
using System.IO;

namespace QapiGen.Jobs.Sqlite;

/// <summary>What tells that a file has been written to: its size, and when it was changed, as parts that mean nothing but to be compared. Two writes within one tick of the system's clock look like one.</summary>
internal readonly record struct FileState(ulong Size, ulong Seconds, ulong Rest)
{
    private const int SizeAt = 40;
    private const int SecondsAt = 112;
    private const int RestAt = 120;
    private const uint Wanted = 0x240;

    /// <summary>That of the file with a name; null if there is none.</summary>
    public static FileState? Of(string path)
    {
        Span<byte> answer = stackalloc byte[FileNumber.Size];
        if (FileNumber.TryAsk(path, Wanted, answer))
        {
            return new FileState(FileNumber.Read(answer[SizeAt..]), FileNumber.Read(answer[SecondsAt..]), FileNumber.Read(answer[RestAt..]));
        }

        var file = new FileInfo(path);
        return file.Exists ? new FileState((ulong)file.Length, (ulong)file.LastWriteTimeUtc.Ticks, 0) : null;
    }
}
