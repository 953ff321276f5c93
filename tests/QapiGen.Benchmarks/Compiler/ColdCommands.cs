using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace QapiGen.Benchmarks.Compiler;

/// <summary>Whole commands, started cold, in turn.</summary>
internal static class ColdCommands
{
    /// <summary>Milliseconds of each command, by the clock and of the processor, rounds in turn, after one round that isn't counted.</summary>
    public static (List<double> Elapsed, List<double> Processor)[] Run(int rounds, params (string Program, string[] Arguments)[] commands)
    {
        (List<double> Elapsed, List<double> Processor)[] times = [.. commands.Select(static _ => (new List<double>(), new List<double>()))];
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < commands.Length; i++)
            {
                TimeSpan before = ChildProcesses.ProcessorTime;
                double elapsed = RunOnce(commands[i].Program, commands[i].Arguments);
                if (round >= 0)
                {
                    times[i].Elapsed.Add(elapsed);
                    times[i].Processor.Add((ChildProcesses.ProcessorTime - before).TotalMilliseconds);
                }
            }
        }

        return times;
    }

    private static double RunOnce(string program, string[] arguments)
    {
        string output = Directory.CreateTempSubdirectory("qapigen-cold-").FullName;
        try
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
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }
}
