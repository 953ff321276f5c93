using System;
using System.CommandLine;
using BenchmarkDotNet.Running;
using QapiGen.Benchmarks.Calls;
using QapiGen.Benchmarks.Cluster;
using QapiGen.Benchmarks.Compiler;
using QapiGen.Benchmarks.Consumer;
using QapiGen.Benchmarks.Dashboard;
using QapiGen.Benchmarks.Durable;
using QapiGen.Benchmarks.Editor;
using QapiGen.Benchmarks.Events;
using QapiGen.Benchmarks.Jobs;
using QapiGen.Benchmarks.Load;
using QapiGen.Benchmarks.Manual;
using QapiGen.Benchmarks.Metadata;
using QapiGen.Benchmarks.Proxy;
using QapiGen.Benchmarks.Service;
using QapiGen.Benchmarks.StartUp;
using Spectre.Console;

// `run` hands over to BenchmarkDotNet; the other verbs measure what goes on between processes, or takes too long for it.
AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 200);
var root = new RootCommand("Measures QapiGen beside its peers.")
{
    CompilerCommand.Create(),
    WarmCommand.Create(),
    LoadCommand.Create(),
    EventsCommand.Create(),
    ProxyCommand.Create(),
    ServeProxyCommand.Create(),
    ServeCommand.Create(),
    DashboardCommand.Create(),
    ServeDashboardCommand.Create(),
    ServePeerCommand.Create(),
    SoakCommand.Create(),
    JobScaleCommand.Create(),
    DurableCommand.Create(),
    ClusterCommand.Create(),
    StartUpCommand.Create(),
    EditorCommand.Create(),
    ManualCommand.Create(),
    SchemaCommand.Create(),
    ConsumerCommand.Create(),
    BuildCommand.Create(),
};
var run = new Command("run", "Runs benchmarks inside this process; arguments are BenchmarkDotNet's, such as --filter '*Codec*'.")
{
    TreatUnmatchedTokensAsErrors = false,
};
run.SetAction(result => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. result.UnmatchedTokens]));
root.Add(run);
return root.Parse(args).Invoke();
