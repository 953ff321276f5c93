using System.IO;

namespace JobHost.Drivers;

/// <summary>A copy with a name of the job's own, until it gets the target's. That can be taken back, and each step be done again by a host that comes after a crash.</summary>
internal sealed class UnfinishedCopy(string target, string id)
{
    private readonly string _replaced = $"{target}.{id}.replaced";
    private readonly string _new = $"{target}.{id}.new";

    /// <summary>Where it is written.</summary>
    public string Path { get; } = $"{target}.{id}.partial";

    /// <summary>Gives it the target's name. What had the name is kept until <see cref="Keep"/>; that nothing had it is noted by an empty file.</summary>
    public void Name()
    {
        if (!File.Exists(Path))
        {
            // It has the name: this is the second time.
            return;
        }

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

    /// <summary>Has it keep the name for good.</summary>
    public void Keep()
    {
        // A name that the loss of power took away again.
        Name();
        File.Delete(_replaced);
        File.Delete(_new);
    }

    /// <summary>Has everything be as it was.</summary>
    public void TakeBack()
    {
        if (!File.Exists(Path))
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

        // The copy last: as long as it is there, it is known not to have the name.
        File.Delete(_replaced);
        File.Delete(_new);
        File.Delete(Path);
    }
}
