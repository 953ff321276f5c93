using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace QapiGen.Jobs.Sqlite;

/// <summary>
/// A page of a database as it lies in the file, whatever SQLite makes of the others. It is read through SQLite's own handle (sqlite.org/c3ref/io_methods.html): to close one of our own would end
/// all locks on the file that this process has.
/// </summary>
internal static unsafe partial class SqlitePage
{
    private const int FilePointer = 7;
    private const int PageSizeAt = 16;
    private const int MinPage = 512;
    private const int MaxPage = 65536;

    private static ReadOnlySpan<byte> Begin => "SQLite format 3\0"u8;

    /// <summary>Reads a page.</summary>
    /// <param name="database">A connection to the file.</param>
    /// <param name="number">Number of the page, from 1.</param>
    /// <returns>Null if the file doesn't begin as a database, or has no such page, or the application brings an SQLite library of another name.</returns>
    public static byte[]? Read(sqlite3 database, long number)
    {
        File* file = null;
        try
        {
            if (Control(database.DangerousGetHandle(), "main", FilePointer, &file) != raw.SQLITE_OK || file is null || file->Methods is null)
            {
                return null;
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }

        Span<byte> header = stackalloc byte[PageSizeAt + 2];
        if (!TryRead(file, header, 0) || !header.StartsWith(Begin))
        {
            return null;
        }

        // 65,536 doesn't fit into two bytes, and is 1 there.
        int size = BinaryPrimitives.ReadUInt16BigEndian(header[PageSizeAt..]) is var told and not 1 ? told : MaxPage;
        if (size < MinPage)
        {
            return null;
        }

        byte[] page = new byte[size];
        return TryRead(file, page, (number - 1) * size) ? page : null;
    }

    private static bool TryRead(File* file, Span<byte> bytes, long offset)
    {
        fixed (byte* first = bytes)
        {
            return file->Methods->Read(file, first, bytes.Length, offset) == raw.SQLITE_OK;
        }
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int Control(nint database, string name, int operation, File** answer);

    /// <summary>As SQLite has an open file.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct File
    {
        public Methods* Methods;
    }

    /// <summary>The first of what can be done with one.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Methods
    {
        public int Version;
        public nint Close;
        public delegate* unmanaged[Cdecl]<File*, byte*, int, long, int> Read;
    }
}
