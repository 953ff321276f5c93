using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using QapiGen.Benchmarks.Support;

namespace QapiGen.Benchmarks.Compiler;

/// <summary>Whole commands, started cold, in turn.</summary>
internal static class ColdCommands
{
    /// <summary>Milliseconds of each command, by the clock and of the processor, rounds in turn, after one round that isn't counted.</summary>
    public static (List<double> Elapsed, List<double> Processor)[] Run(int rounds, params (string Program, string[] Arguments)[] commands)
    {
        (List<double> Elapsed, List<double> Processor)[] times = [.. commands.Select(static _ => (new List<double>(), new List<double>()))];
        string outputs = Directory.CreateTempSubdirectory("qapigen-cold-").FullName;
        try
        {
            for (int round = -1; round < rounds; round++)
            {
                for (int i = 0; i < commands.Length; i++)
                {
                    TimeSpan before = ChildProcesses.ProcessorTime;
                    double elapsed = RunOnce(commands[i].Program, commands[i].Arguments, Path.Combine(outputs, $"{i}-{round}"));
                    if (round >= 0)
                    {
                        times[i].Elapsed.Add(elapsed);
                        times[i].Processor.Add((ChildProcesses.ProcessorTime - before).TotalMilliseconds);
                    }
                }
            }

            return times;
        }
        finally
        {
            // Not sooner: ext4 searches long for an inode while many have just been deleted, which the next round would pay for.
            Directory.Delete(outputs, recursive: true);
        }
    }

    private static double RunOnce(string program, string[] arguments, string output)
    {
        var start = new ProcessStartInfo(program, arguments.Select(argument => argument.Replace("{out}", output, StringComparison.Ordinal)))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(begin).TotalMilliseconds
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error}");
    }
}
