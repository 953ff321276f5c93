using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace QapiGen.Qemu.Processes;

/// <summary>A folder for sockets that nobody else can enter. It goes with this process, at the latest when the next one is made: <see cref="FolderOwner"/>.</summary>
internal sealed partial class PrivateFolder : IDisposable
{
    /// <summary>Bytes in the path of a Unix socket (<c>sun_path</c> of unix(7) without its final NUL); other systems have 103.</summary>
    private static readonly int MaxPathBytes = OperatingSystem.IsLinux() ? 107 : 103;

    /// <summary>The longest name of a socket in it.</summary>
    private const string LongestName = "monitor.sock";

    private const string Prefix = "qemu-";

    /// <summary>There is something of that name (errno(3)).</summary>
    private const int Exists = 17;

    private const uint OwnerOnly = 0x1C0;

    private FolderOwner? _owner;

    private PrivateFolder(string path, FolderOwner? owner = null)
    {
        Path = path;
        _owner = owner;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Makes a folder of mode 0700.</summary>
    /// <param name="parent">Where; null for the system's folder for temporary files, or <c>/tmp</c> if the path of that is too long for a socket.</param>
    /// <exception cref="QemuStartException">There is no such folder or no place whose path is short enough, or it can't be written to.</exception>
    public static PrivateFolder Create(string? parent)
    {
        string place = System.IO.Path.GetFullPath(parent ?? System.IO.Path.GetTempPath());
        if (!Fits(place) && parent is null && Directory.Exists("/tmp"))
        {
            place = "/tmp";
        }

        if (!Fits(place))
        {
            throw new QemuStartException($"The folder for sockets, '{place}', has too long a path: that of a socket in it would have more than {MaxPathBytes} bytes. "
                + "Choose another one with FolderParent or the environment variable TMPDIR");
        }

        if (!Directory.Exists(place))
        {
            throw new QemuStartException($"There is no folder '{place}' to make one for sockets in");
        }

        try
        {
            return OperatingSystem.IsLinux() ? CreateOwned(place) : new PrivateFolder(parent is null && place != "/tmp" ? Directory.CreateTempSubdirectory(Prefix).FullName : CreateIn(place));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new QemuStartException($"No folder for sockets can be made in '{place}': {e.Message}", e);
        }
    }

    /// <summary>The path of something in the folder.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>From now on the folder stays when this process ends without removing it.</summary>
    public void Disown()
    {
        _owner?.Dispose();
        _owner = null;
    }

    /// <summary>Removes the folder with all that is in it.</summary>
    /// <exception cref="IOException">It can't be, or something else stands in its place.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be.</exception>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException) when (!File.Exists(Path))
        {
            // Somebody was faster.
        }
        finally
        {
            Disown();
        }
    }

    private static bool Fits(string place) => Encoding.UTF8.GetByteCount(System.IO.Path.Combine(place, Prefix + "XXXXXX", LongestName)) <= MaxPathBytes;

    /// <summary>Made at one stroke (mkdir(2)): a name that can be seen beside it before could be taken by somebody else.</summary>
    private static PrivateFolder CreateOwned(string place)
    {
        FolderOwner.Sweep(place, Prefix);
        for (int attempt = 0; ; attempt++)
        {
            string path = NewPath(place);
            int error = Exists;
            if (FolderOwner.TryTake(path) is { } owner)
            {
                if (MakeFolder(path, OwnerOnly) == 0)
                {
                    return new PrivateFolder(path, owner);
                }

                error = Marshal.GetLastPInvokeError();
                owner.Dispose();
            }

            if (error != Exists || attempt == 100)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(error));
            }
        }
    }

    private static string NewPath(string place) => System.IO.Path.Combine(place, Prefix + System.IO.Path.GetRandomFileName()[..6]);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFolder(string path, uint mode);

    private static string CreateIn(string place)
    {
        for (int attempt = 0; ; attempt++)
        {
            string path = NewPath(place);
            if (Directory.Exists(path) && attempt < 100)
            {
                continue;
            }

            if (OperatingSystem.IsWindows())
            {
                return Directory.CreateDirectory(path).FullName;
            }

            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return path;
        }
    }
}
