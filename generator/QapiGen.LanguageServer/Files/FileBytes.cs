using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace QapiGen.LanguageServer.Files;

/// <summary>The one place where files are read whose paths others may have chosen.</summary>
public static partial class FileBytes
{
    /// <summary>Why a path without a character isn't read or written.</summary>
    public const string NoPath = "the path is empty";

    /// <summary>Why a path that was found isn't read.</summary>
    public const string NotRegular = "it isn't a regular file";

    // The generic values of Linux, which all architectures that .NET runs on have.
    private const int NoTerminal = 0x100;
    private const int DoNotWait = 0x800;
    private const int CloseOnExec = 0x80000;

    private const int NotAllowed = 1;
    private const int NoSuchFile = 2;
    private const int Interrupted = 4;
    private const int AccessDenied = 13;
    private const int NotFolder = 20;
    private const int NameTooLong = 36;

    /// <summary>Reads a whole file; one that claims to be empty, as those of <c>/proc</c> do, is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">Who says that it is to be read: a pipe is for those who stand at the command line only, since it may keep the reader waiting for ever.</param>
    /// <exception cref="IOException">It can't be read, or is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a directory.</exception>
    public static byte[] Read(string path, PathOrigin origin)
    {
        if (path.Length == 0)
        {
            throw new IOException(NoPath);
        }

        FileNature nature = FileStatus.NatureOf(path);
        if (nature == FileNature.Pipe && origin == PathOrigin.CommandLine)
        {
            return File.ReadAllBytes(path);
        }

        Require(nature, origin);
        if (!OperatingSystem.IsLinux())
        {
            // Here what isn't regular can't be told, but has no length.
            return origin == PathOrigin.Found && new FileInfo(path) is { Exists: true, Length: 0 } ? [] : File.ReadAllBytes(path);
        }

        // What was a file a moment ago may be a pipe by now: what counts is what is open, and to open it doesn't wait.
        using SafeFileHandle file = Open(path);
        Require(FileStatus.NatureOf(file, path), origin);
        return Read(file);
    }

    private static void Require(FileNature nature, PathOrigin origin)
    {
        if (nature != FileNature.File)
        {
            throw new IOException(origin == PathOrigin.Found ? NotRegular : "it is neither a regular file nor a pipe");
        }
    }

    private static byte[] Read(SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        if (length > Array.MaxLength)
        {
            throw new IOException("it is too long: 2 GiB and more");
        }

        byte[] bytes = new byte[length];
        int read = 0;
        for (int count; read < bytes.Length && (count = RandomAccess.Read(file, bytes.AsSpan(read), read)) > 0;)
        {
            read += count;
        }

        return read == bytes.Length ? bytes : bytes[..read];
    }

    private static SafeFileHandle Open(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("that is no file name", nameof(path));
        }

        int descriptor;
        do
        {
            descriptor = OpenToRead(path, NoTerminal | DoNotWait | CloseOnExec);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure(path, Marshal.GetLastPInvokeError());
    }

    private static Exception Failure(string path, int error) => error switch
    {
        NoSuchFile when Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))) => new FileNotFoundException("no such file", path),
        NoSuchFile or NotFolder => new DirectoryNotFoundException("no such directory"),
        NotAllowed or AccessDenied => new UnauthorizedAccessException("permission denied"),
        NameTooLong => new PathTooLongException("the path is too long"),
        _ => new IOException(Marshal.GetPInvokeErrorMessage(error)),
    };

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int OpenToRead(string path, int flags);
}

/// <summary>Who says that a path is to be read or written.</summary>
public enum PathOrigin
{
    /// <summary>Who calls: it stands on the command line, where it may be a pipe of theirs.</summary>
    CommandLine,

    /// <summary>A file, or its place: a configuration, a schema or a project names it, or a folder has it. That may have come with a clone.</summary>
    Found,
}
