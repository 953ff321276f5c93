using System;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using QapiGen.Benchmarks.Support;

namespace QapiGen.Benchmarks.Consumer;

/// <summary>One build in a process of its own, since the system counts the most memory that a process's children had once for all of them.</summary>
internal static class BuildCommand
{
    private const string Name = "consumer-build";

    /// <summary>Makes the verb, which <c>consumer</c> calls: prints seconds, seconds of the processor, and megabytes.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("folder");
        var command = new Command(Name) { folder };
        command.Hidden = true;
        command.SetAction(result =>
        {
            long start = Stopwatch.GetTimestamp();
            DotnetCommand.Run(
                result.GetRequiredValue(folder),
                "build", "--no-restore", "--no-incremental", "-c", "Release", "--nologo", "-v", "quiet", "-p:UseSharedCompilation=false");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(start).TotalSeconds} {ChildProcesses.ProcessorTime.TotalSeconds} {ChildProcesses.PeakMegabytes}"));
        });
        return command;
    }

    /// <summary>Builds everything in a folder anew, with a compiler that has just been started.</summary>
    public static (double Seconds, double ProcessorSeconds, double PeakMegabytes) Run(string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Name, folder]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string[] numbers = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        return process.ExitCode == 0
            ? (Number(numbers[0]), Number(numbers[1]), Number(numbers[2]))
            : throw new InvalidOperationException($"The build in {folder} failed.");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
