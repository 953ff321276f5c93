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
        var edit = new Option<bool>("--edit");
        var command = new Command(Name) { folder, edit };
        command.Hidden = true;
        command.SetAction(result =>
        {
            string project = result.GetRequiredValue(folder);
            string[] how = ["build", "--no-restore", "-c", "Release", "--nologo", "-v", "quiet", "-p:UseSharedCompilation=false"];
            if (result.GetValue(edit))
            {
                ConsumerProject.Edit(project);
            }
            else
            {
                how = [.. how, "--no-incremental"];
            }

            long start = Stopwatch.GetTimestamp();
            DotnetCommand.Run(project, how);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(start).TotalSeconds} {ChildProcesses.ProcessorTime.TotalSeconds} {ChildProcesses.PeakMegabytes}"));
        });
        return command;
    }

    /// <summary>Builds a project, with a compiler that has just been started: everything anew, or what a line that is edited asks for.</summary>
    public static (double Seconds, double ProcessorSeconds, double PeakMegabytes) Run(ConsumerProject built)
    {
        string folder = built.Folder;
        string[] arguments = built.IsEdited ? [Name, folder, "--edit"] : [Name, folder];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string[] numbers = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        return process.ExitCode == 0
            ? (Number(numbers[0]), Number(numbers[1]), Number(numbers[2]))
            : throw new InvalidOperationException($"The build in {folder} failed.");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
