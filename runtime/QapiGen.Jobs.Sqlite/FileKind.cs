using System;
using System.Runtime.InteropServices;

namespace QapiGen.Jobs.Sqlite;

/// <summary>What a file is, by the kernel of Linux.</summary>
internal static class FileKind
{
    private const int ModeAt = 28;
    private const uint KindWanted = 1;
    private const int KindBits = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>Whether something is there, at the end of links too, that is no regular file. False on other systems.</summary>
    public static bool IsOther(string path)
    {
        Span<byte> answer = stackalloc byte[FileNumber.Size];
        return FileNumber.TryAsk(path, KindWanted, answer) && (MemoryMarshal.Read<ushort>(answer[ModeAt..]) & KindBits) != Regular;
    }
}
