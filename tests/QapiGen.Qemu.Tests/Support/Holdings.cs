using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace QapiGen.Qemu.Tests.Support;

/// <summary>What this process holds of the system: open descriptors, threads, child processes, each by what it is and not by its number alone.</summary>
/// <remarks>Threads of the pool and of the compiler come and go as the runtime likes, and so aren't among them.</remarks>
internal sealed class Holdings
{
    private static readonly string[] RuntimesOwn = [".NET TP", ".NET Tiered", ".NET Timer", ".NET EventPipe"];

    private readonly HashSet<string> _all;

    private Holdings(HashSet<string> all) => _all = all;

    /// <summary>Looks what there is.</summary>
    public static Holdings Take() => new([.. Descriptors(), .. Threads(), .. Children()]);

    /// <summary>Waits until nothing is held that wasn't at this time: what was closed may take its turn to go, what leaks stays.</summary>
    public async Task AssertNothingNewAsync()
    {
        string[] left = [];
        for (int attempt = 0; attempt < 600; attempt++)
        {
            left = [.. Take()._all.Except(_all)];
            if (left.Length == 0)
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail($"{left.Length} left: {string.Join(", ", left.Take(50))}");
    }

    /// <summary>Sockets and pipes have numbers of their own (<c>socket:[4711]</c>), so that one closed and another opened isn't the same.</summary>
    private static IEnumerable<string> Descriptors() =>
        Directory.GetFileSystemEntries("/proc/self/fd").Select(static path => Read(() => new FileInfo(path).LinkTarget)).OfType<string>().Where(static target => !target.StartsWith("/proc/", StringComparison.Ordinal));

    private static IEnumerable<string> Threads() =>
        from path in Directory.GetDirectories("/proc/self/task")
        let name = Read(() => File.ReadAllText(Path.Combine(path, "comm")).TrimEnd())
        where name is not null && !RuntimesOwn.Any(own => name.StartsWith(own, StringComparison.Ordinal))
        select $"thread {Path.GetFileName(path)} {name}";

    /// <summary>Also those that have ended and wait for us to see it.</summary>
    private static IEnumerable<string> Children() =>
        from path in Directory.GetDirectories("/proc")
        where char.IsAsciiDigit(Path.GetFileName(path)[0])
        let stat = Read(() => File.ReadAllText(Path.Combine(path, "stat")))
        where stat is not null && stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{Environment.ProcessId}"
        select $"child {stat[..(stat.LastIndexOf(')') + 3)]}";

    private static string? Read(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has gone meanwhile.
            return null;
        }
    }
}
