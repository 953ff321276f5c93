using System;
using System.Threading;
using System.Threading.Tasks;
using Copying;
using Greeting;
using Home;
using Orleans.Hosting;
using QapiGen.Jobs;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Testing.Jobs;
using Work;

namespace QapiGen.Docs.Tests.Given;

/// <summary>Implements the schema of a page.</summary>
public sealed class Greeter : IGreeterCommands
{
    public ValueTask<Greeted> GreetAsync(string name, CancellationToken cancellationToken = default) => new(new Greeted { Text = name });
}

/// <inheritdoc cref="Greeter"/>
public sealed class Thermostat : IThermostatCommands
{
    public ValueTask<Reading> QueryReadingAsync(CancellationToken cancellationToken = default) => new(new Reading { Celsius = 20, Mode = Mode.Off });

    public ValueTask SetModeAsync(Mode mode, CancellationToken cancellationToken = default) => default;
}

/// <inheritdoc cref="Greeter"/>
public sealed class WorkCommands : IWorkCommands
{
    public ValueTask CountStartAsync(string jobId, CountArguments count, CancellationToken cancellationToken = default) => default;
}

/// <summary>Drivers of other pages.</summary>
public sealed class CountJob(CountArguments arguments) : JobDriver
{
    public override Task RunAsync(JobContext job) => Task.FromResult(arguments);
}

/// <inheritdoc cref="CountJob"/>
public sealed class CopyJob : JobDriver
{
    public CopyJob(string source, string target) => (Source, Target) = (source, target);

    public CopyJob(CopyArguments arguments) => (Source, Target) = (arguments.Source, arguments.Target);

    public string Source { get; }

    public string Target { get; }

    public override Task RunAsync(JobContext job) => Task.CompletedTask;
}

/// <summary>How a host with types of jobs of its own tells of them.</summary>
public static class Describing
{
    public static Studio.JobInfo Describe(JobDescription job) => throw new NotSupportedException(job.Id);
}

/// <summary>A store of the reader's.</summary>
public sealed class MyStoreFixture : JobStoreFixture
{
    public override IJobStore Create() => new MemoryJobStore(new MemoryJobStoreData());

    public override ValueTask DisposeAsync() => default;
}

/// <summary>What a package of Orleans has that isn't among ours.</summary>
public static class AdoNetClustering
{
    public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder silo, Action<AdoNetClusteringSiloOptions> configure)
    {
        configure(new AdoNetClusteringSiloOptions());
        return silo;
    }
}

/// <inheritdoc cref="AdoNetClustering"/>
public static class RedisClustering
{
    public static ISiloBuilder UseRedisClustering(this ISiloBuilder silo, string configuration)
    {
        ArgumentException.ThrowIfNullOrEmpty(configuration);
        return silo;
    }
}

/// <inheritdoc cref="AdoNetClustering"/>
public sealed class AdoNetClusteringSiloOptions
{
    public string Invariant { get; set; } = "";

    public string ConnectionString { get; set; } = "";
}
