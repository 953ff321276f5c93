using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace QapiGen.Benchmarks.Load;

/// <summary>How often the threads of a process have gone to sleep: each time somebody has to wake them, which costs both. Doesn't depend on who else is at work.</summary>
internal static class ThreadSleeps
{
    private const string Field = "voluntary_ctxt_switches:";

    /// <summary>Counts them (<c>voluntary_ctxt_switches</c> of proc(5)), of threads that are there; 0 on other systems than Linux.</summary>
    public static long Of(int process)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task");
        return Directory.Exists(folder) ? Directory.GetDirectories(folder).Sum(Read) : 0;
    }

    private static long Read(string thread)
    {
        try
        {
            string? line = File.ReadLines(Path.Combine(thread, "status")).FirstOrDefault(static line => line.StartsWith(Field, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return 0;
        }
    }
}
