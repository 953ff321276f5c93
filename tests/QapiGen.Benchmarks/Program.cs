using System;
using System.CommandLine;
using BenchmarkDotNet.Running;
using QapiGen.Benchmarks.Jobs;
using QapiGen.Benchmarks.Compiler;
using QapiGen.Benchmarks.Events;
using QapiGen.Benchmarks.Load;
using QapiGen.Benchmarks.Service;
using QapiGen.Benchmarks.StartUp;
using Spectre.Console;

// `run` hands over to BenchmarkDotNet, `load` puts servers of several makes under the same load, `jobs` measures how the job engine scales.
AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
var root = new RootCommand("Measures QapiGen beside its peers.")
{
    CompilerCommand.Create(),
    WarmCommand.Create(),
    LoadCommand.Create(),
    EventsCommand.Create(),
    ServeCommand.Create(),
    ServePeerCommand.Create(),
    SoakCommand.Create(),
    JobScaleCommand.Create(),
    StartUpCommand.Create(),
};
var run = new Command("run", "Runs benchmarks inside this process; arguments are BenchmarkDotNet's, such as --filter '*Codec*'.")
{
    TreatUnmatchedTokensAsErrors = false,
};
run.SetAction(result => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. result.UnmatchedTokens]));
root.Add(run);
return root.Parse(args).Invoke();
