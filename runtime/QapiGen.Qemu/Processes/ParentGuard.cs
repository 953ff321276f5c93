using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;

namespace QapiGen.Qemu.Processes;

/// <summary>Lets a program end with this process, however that ends.</summary>
/// <remarks>
/// A shell stands beside the program, as its child, and reads its standard input, whose other end only this process holds: the end of it
/// without a line before is the end of this process, even by SIGKILL and whichever thread started the program (a parent-death signal of
/// prctl(2) is bound to the thread). The program gets SIGTERM, which it takes like <c>quit</c>, and SIGKILL if it is still there five seconds
/// later, since a main loop that is blocked takes no SIGTERM. The folder with its sockets goes with it, and so does a process that the program
/// has started to be QEMU, once it is known (<see cref="RunningProgram.Watch"/>). The program has a session of its own where there is setsid(1): Ctrl-C at
/// a terminal is sent to all processes in the foreground, and would switch machines off that are about to be shut down step by step.
/// </remarks>
internal static class ParentGuard
{
    /// <summary>
    /// Runs as <c>sh -c SCRIPT sh FOLDER PROGRAM ARGUMENT...</c> and becomes the program, so that its number is the program's. The program is
    /// the watcher's parent as long as it lives, which tells it from another process that has its number by then. The watcher keeps standard
    /// error open: output ends when both have. A line with a number and a time of proc(5) names a process that is to be ended, too; an empty one
    /// is the end of its work.
    /// </summary>
    private const string Script = """
        folder=$1; shift
        exec 3<&0 0</dev/null
        {
          trap '' HUP INT QUIT TERM PIPE
          PATH=/usr/bin:/bin:$PATH
          other= began=
          while read -r number time; do [ -n "$number" ] || exit 0; other=$number began=$time; done
          runs() {
            if [ -r /proc/self/stat ]; then read -r self name state parent rest </proc/self/stat && [ "$parent" = $$ ]; else kill -0 $$; fi
          }
          talks() { [ -r "/proc/$other/stat" ] && read -r stat <"/proc/$other/stat" && set -- ${stat##*) } && [ "${20}" = "$began" ]; }
          end() { runs && kill -$1 $$; talks && kill -$1 $other; }
          end TERM
          for second in 1 2 3 4 5; do if runs || talks; then sleep 1; fi; done
          end KILL
          rm -rf -- "$folder" "$folder.owner"
        } 0<&3 1>/dev/null 3<&- &
        exec 3<&-
        if command -v setsid >/dev/null; then exec setsid "$@"; fi
        exec "$@"
        """;

    private static readonly ConcurrentDictionary<(string Path, DateTime Written), Task<bool>> Known = new();

    /// <summary>Adds to a command line what makes the program end with its parent, if there is a way.</summary>
    /// <param name="start">The command line.</param>
    /// <param name="kind">Which options the program understands.</param>
    /// <param name="folder">What is to go with the program.</param>
    public static Task<ParentGuardKind> AddAsync(ProcessStartInfo start, QemuProgramKind kind, string folder) =>
        AddAsync(start, kind, folder, OperatingSystem.IsWindows() ? null : ProgramFile.Find("sh"));

    /// <summary>The same, with the path of <c>sh</c>; null where there is none.</summary>
    internal static async Task<ParentGuardKind> AddAsync(ProcessStartInfo start, QemuProgramKind kind, string folder, string? shell)
    {
        if (shell is not null)
        {
            string[] before = ["-c", Script, "sh", folder, start.FileName];
            for (int i = 0; i < before.Length; i++)
            {
                start.ArgumentList.Insert(i, before[i]);
            }

            start.FileName = shell;
            return ParentGuardKind.Watcher;
        }

        if (kind != QemuProgramKind.Emulator || !await KnowsAsync(start.FileName).ConfigureAwait(false))
        {
            return ParentGuardKind.None;
        }

        start.ArgumentList.Add("-run-with");
        start.ArgumentList.Add("exit-with-parent=on");
        return ParentGuardKind.Own;
    }

    /// <summary>Whether an emulator has <c>exit-with-parent</c>, that is whether it is of 10.2 or later.</summary>
    internal static async Task<bool> KnowsAsync(string path)
    {
        (string Path, DateTime Written) key = (path, File.GetLastWriteTimeUtc(path));
        Task<bool> answer = Known.GetOrAdd(key, static key => AskAsync(key.Path));
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch
        {
            // That it couldn't be asked, for want of memory say, is no answer to keep.
            Known.TryRemove(new KeyValuePair<(string Path, DateTime Written), Task<bool>>(key, answer));
            throw;
        }
    }

    private static async Task<bool> AskAsync(string path)
    {
        var start = new ProcessStartInfo(path, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = await StarterThread.StartAsync(start).ConfigureAwait(false);
        try
        {
            process.StandardInput.Close();
            string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
            return IsRecent(line ?? string.Empty);
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            return false;
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Reads <c>QEMU emulator version 10.2.2 (…)</c>.</summary>
    internal static bool IsRecent(string line)
    {
        const string Before = "version ";
        int start = line.IndexOf(Before, StringComparison.Ordinal);
        string[] numbers = start < 0 ? [] : line[(start + Before.Length)..].Split('.', ' ');
        return numbers.Length > 1
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            && (major, minor).CompareTo((10, 2)) >= 0;
    }
}

/// <summary>What ends a program with its parent.</summary>
internal enum ParentGuardKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>QEMU itself, as far as its main loop isn't blocked.</summary>
    Own,

    /// <summary>A shell that watches its standard input, which has to stay open.</summary>
    Watcher,
}
