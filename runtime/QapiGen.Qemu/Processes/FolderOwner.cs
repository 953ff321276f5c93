using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using QapiGen.Runtime.Transport;

namespace QapiGen.Qemu.Processes;

/// <summary>Says of a folder that its owner lives: a file beside it, <c>FOLDER.owner</c>, which is locked and names the owner. Linux only.</summary>
/// <remarks>
/// It is there before the folder and goes after it, so that a process which is killed leaves no folder that nobody knows of: who makes one next removes it. Only
/// what this user owns is removed, and only where nobody holds the lock (flock(2), which ends with the process) nor lives by the number and the
/// time that stand in the file: locks can be switched off, and numbers mean nothing in another container.
/// </remarks>
internal sealed partial class FolderOwner : IDisposable
{
    private const string Suffix = ".owner";

    // EWOULDBLOCK, as flock(2) says it of a file that another one has locked.
    private const int WouldBlock = 11;

    private static readonly TimeSpan TakeTime = TimeSpan.FromMinutes(1);

    private readonly FileStream _file;

    private FolderOwner(FileStream file) => _file = file;

    /// <summary>Becomes the owner of a folder that is to be made.</summary>
    /// <returns>Null if somebody is already.</returns>
    /// <exception cref="IOException">No file can be made there.</exception>
    /// <exception cref="UnauthorizedAccessException">No file can be made there.</exception>
    public static FolderOwner? TryTake(string folder)
    {
        string path = folder + Suffix;
        try
        {
            var file = new FileStream(path, Exclusive(FileMode.CreateNew));
            file.Write(Encoding.ASCII.GetBytes(TalkingProcess.Self()?.ToString() ?? string.Empty));
            return new FolderOwner(file);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            // It was made, and somebody who looks for folders without an owner has opened it before it was locked.
            File.Delete(path);
            return null;
        }
        catch (IOException e) when (e is not DirectoryNotFoundException && File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Removes the folders in a place whose owners are gone. Never fails: what can't be removed stays.</summary>
    /// <param name="place">Where they are.</param>
    /// <param name="prefix">How their names begin.</param>
    public static void Sweep(string place, string prefix)
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(place, $"{prefix}*{Suffix}"))
            {
                SweepOne(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A place that can't be looked through.
        }
    }

    /// <summary>Gives the folder up, which is gone, or isn't to go with this process.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_file.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Who makes a folder next finds that nobody owns this one.
        }

        _file.Dispose();
    }

    private static void SweepOne(string path)
    {
        try
        {
            // Asked before it is opened: opening a FIFO waits for its other end.
            if (!IsOwn(path, static file => file.IsFile))
            {
                return;
            }

            using var file = new FileStream(path, Exclusive(FileMode.Open));
            if (FileIdentity.Of(file.SafeFileHandle) != FileIdentity.Of(path) || IsBeingTaken(file) || IsRunning(file))
            {
                return;
            }

            string folder = path[..^Suffix.Length];
            if (IsOwn(folder, static folder => folder.IsFolder))
            {
                Directory.Delete(folder, recursive: true);
            }

            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its owner lives, or somebody else is about it.
        }
    }

    /// <summary>Between making the file and locking it.</summary>
    private static bool IsBeingTaken(FileStream file) => file.Length == 0 && DateTime.UtcNow - File.GetLastWriteTimeUtc(file.SafeFileHandle) < TakeTime;

    private static bool IsRunning(FileStream file)
    {
        byte[] text = new byte[64];
        int length = file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        string[] words = Encoding.ASCII.GetString(text, 0, length).Split(' ');
        return words is [{ } id, { } began] && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int process) && TalkingProcess.IsRunningSince(process, began);
    }

    private static bool IsOwn(string path, Func<FileIdentity, bool> isOfKind) =>
        FileIdentity.Of(path) is { } found && isOfKind(found) && found.User == GetUser();

    private static FileStreamOptions Exclusive(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetUser();
}
