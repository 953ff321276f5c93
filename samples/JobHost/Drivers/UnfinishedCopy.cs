using System;
using System.IO;
using QapiGen.Jobs.Drivers;

namespace JobHost.Drivers;

/// <summary>A copy with a name of the job's own, until it gets the target's. That can be taken back, and each step be done again by a host that comes after a crash.</summary>
internal sealed class UnfinishedCopy(string target, string id)
{
    private readonly string _replaced = $"{target}.{id}.replaced";
    private readonly string _new = $"{target}.{id}.new";

    /// <summary>Where it is written.</summary>
    public string Path { get; } = $"{target}.{id}.partial";

    /// <summary>Refuses names that somebody has already: once the job has begun they are its own, to write and to delete.</summary>
    /// <exception cref="JobFailedException">One of them is there.</exception>
    public void RequireUnused()
    {
        foreach (string name in (string[])[Path, _replaced, _new])
        {
            if (System.IO.Path.Exists(name))
            {
                throw new JobFailedException($"'{name}' is there already, which this job needs for itself");
            }
        }
    }

    /// <summary>Gives it the target's name. What had the name is kept until <see cref="Keep"/>; that nothing had it is noted by an empty file.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="changed">When they were written; null if a host from before wrote them, and nobody knows.</param>
    /// <exception cref="JobFailedException">Somebody took it away, or it isn't what was written.</exception>
    public void Name(long length, long? changed)
    {
        if (IsCopy(Path, length, changed))
        {
            Move();
        }
        else if (System.IO.Path.Exists(Path) || !(File.Exists(_replaced) || File.Exists(_new)) || !File.Exists(target))
        {
            // Nor is it the second time that it gets the name.
            throw new JobFailedException($"'{Path}' isn't the file any more that was written");
        }
    }

    /// <summary>Has it keep the name for good.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="changed">When they were written; null if nobody knows.</param>
    public void Keep(long length, long? changed)
    {
        // A name that the loss of power took away again.
        if (IsCopy(Path, length, changed))
        {
            Move();
        }

        File.Delete(_replaced);
        File.Delete(_new);
    }

    /// <summary>Has everything be as it was. What others have put there since is left alone, whatever its name.</summary>
    /// <param name="made">What is known of the copy.</param>
    public void TakeBack(FileBackupCursor made)
    {
        if (IsOwn(Path, made))
        {
            // The copy last: as long as it is there, it is known not to have the name.
            DeleteNotes();
            File.Delete(Path);
            return;
        }

        if (IsOwn(target, made))
        {
            if (File.Exists(_replaced))
            {
                File.Move(_replaced, target, overwrite: true);
            }
            else if (File.Exists(_new))
            {
                File.Delete(target);
            }
        }

        DeleteNotes();
    }

    private static bool IsOwn(string path, FileBackupCursor made) =>
        made is { File: null, Sha256: not null } ? IsCopy(path, (long)made.Copied, made.Changed) : RegularFile.IsOwn(path, made.File);

    // What was replaced has both names for a moment; where it has one only, that is what keeps it.
    private void DeleteNotes()
    {
        if (File.Exists(_replaced) && (!OperatingSystem.IsLinux() || RegularFile.Identity(_replaced) == RegularFile.Identity(target)))
        {
            File.Delete(_replaced);
        }

        if (RegularFile.IsOwn(_new, null))
        {
            File.Delete(_new);
        }
    }

    private static bool IsCopy(string path, long length, long? changed)
    {
        var file = new FileInfo(path);
        return RegularFile.Exists(path) && file.LinkTarget is null && file.Length == length && (changed is null || file.LastWriteTimeUtc.Ticks == changed);
    }

    private void Move()
    {
        if (File.Exists(target))
        {
            File.Delete(_new);
            File.Replace(Path, target, _replaced);
        }
        else
        {
            File.WriteAllBytes(_new, []);
            File.Move(Path, target);
        }
    }
}
