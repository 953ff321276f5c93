using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Jobs;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>Whoever sends events by the sink of another service is found when the host starts, not at the first event.</summary>
public sealed class SinkTests
{
    private const string Foreign = "The events of 'job.json' (JOB_STATUS_CHANGE) can't be sent by the QMP service 'greets', whose schema 'greeter' doesn't have them: "
        + "take the sink of 'jobs', [FromKeyedServices(\"jobs\")] IQmpEventSink";

    [Fact]
    public Task An_emitter_with_the_sink_of_another_service_is_refused() => AssertRefusedAsync(
        static services => services.AddSingleton(static provider => new JobEventEmitter(provider.GetRequiredKeyedService<IQmpEventSink>("greets"))),
        "JobEventEmitter: " + Foreign);

    [Fact]
    public Task A_singleton_that_nobody_has_asked_for_yet_is_refused_for_the_sink_of_another_service() =>
        AssertRefusedAsync(static services => services.AddSingleton<Watcher>(), "Watcher: " + Foreign);

    [Fact]
    public Task A_keyed_singleton_is_looked_at_too() =>
        AssertRefusedAsync(static services => services.AddKeyedSingleton<Watcher>("w"), "Watcher: " + Foreign);

    [Theory]
    [InlineData(ServiceLifetime.Transient)]
    [InlineData(ServiceLifetime.Scoped)]
    public Task What_is_made_anew_each_time_is_looked_at_too(ServiceLifetime lifetime) =>
        AssertRefusedAsync(services => services.Add(new ServiceDescriptor(typeof(Watcher), typeof(Watcher), lifetime)), "Watcher: " + Foreign);

    [Fact]
    public async Task What_is_made_to_be_looked_at_is_disposed_of()
    {
        using IHost host = Build(static services => services.AddSingleton<Ends>().AddTransient<Passing>());

        await host.StartAsync();

        Assert.Equal(1, host.Services.GetRequiredService<Ends>().Count);
        await host.StopAsync();
    }

    [Fact]
    public Task A_command_with_the_sink_of_another_service_is_refused() => AssertRefusedAsync(
        static services => services.AddQmp(GreeterDispatcher.Schema, "more").WithoutListener().AddDispatcher(static provider =>
        {
            _ = new Watcher(provider.GetRequiredKeyedService<IQmpEventSink>("greets"));
            return new GreeterDispatcher("");
        }),
        Foreign);

    [Fact]
    public Task A_hosted_service_with_the_sink_of_another_service_is_refused() =>
        AssertRefusedAsync(static services => services.AddHostedService<Ticker>(), Foreign);

    [Fact]
    public Task The_sink_of_a_service_that_is_not_there_is_refused() => AssertRefusedAsync(
        static services => services.AddSingleton<Mistyped>(),
        "Mistyped: There is no QMP service 'Jobs' whose sink could be taken; AddQmp was called for 'greets', 'jobs'");

    [Fact]
    public Task A_sink_without_a_name_is_refused_before_it_is_used() => AssertRefusedAsync(
        static services => services.AddSingleton<Nameless>(),
        "Nameless: There are several QMP services, 'greets', 'jobs', and an IQmpEventSink was asked for without saying whose");

    [Fact]
    public async Task What_takes_the_right_sink_starts_and_so_does_what_can_not_be_made_for_other_reasons()
    {
        using IHost host = Build(static services => services
            .AddSingleton(static provider => new JobEventEmitter(provider.GetRequiredKeyedService<IQmpEventSink>("jobs")))
            .AddSingleton<NeverMade>()
            .AddKeyedSingleton<IQmpEventSink>("mine", new NoSink()));

        await host.StartAsync();

        Assert.IsType<NoSink>(host.Services.GetRequiredKeyedService<IQmpEventSink>("mine"));
        await host.StopAsync();
    }

    private static async Task AssertRefusedAsync(Action<IServiceCollection> add, string message)
    {
        using IHost host = Build(add);

        InvalidOperationException refusal = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    private static IHost Build(Action<IServiceCollection> add)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema, "greets").AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();
        builder.Services.AddQmp(JobSchema.Instance, "jobs").WithoutCommandsOf("job.json").WithoutListener();
        add(builder.Services);
        return builder.Build();
    }

    private sealed class Watcher([FromKeyedServices("greets")] IQmpEventSink sink)
    {
        public JobEventEmitter Events { get; } = new(sink);
    }

    private sealed class Ends
    {
        public int Count { get; set; }
    }

    private sealed class Passing([FromKeyedServices("jobs")] IQmpEventSink sink, Ends ends) : IAsyncDisposable
    {
        public IQmpEventSink Sink => sink;

        public ValueTask DisposeAsync()
        {
            ends.Count++;
            return default;
        }
    }

    private sealed class Mistyped([FromKeyedServices("Jobs")] IQmpEventSink sink)
    {
        public JobEventEmitter Events { get; } = new(sink);
    }

    private sealed class Nameless(IQmpEventSink sink)
    {
        public JobEventEmitter Events { get; } = new(sink);
    }

    private sealed class NeverMade([FromKeyedServices("jobs")] IQmpEventSink sink, IFormatProvider missing)
    {
        public (IQmpEventSink Sink, IFormatProvider Missing) All => (sink, missing);
    }

    private sealed class Ticker([FromKeyedServices("greets")] IQmpEventSink sink) : BackgroundService
    {
        private readonly JobEventEmitter _events = new(sink);

        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            _events.JobStatusChange("j", JobStatus.Running);
            return Task.CompletedTask;
        }
    }

    private sealed class NoSink : IQmpEventSink
    {
        public void Emit<TData>(Runtime.Metadata.QmpEventDescriptor descriptor, in TData data)
            where TData : Runtime.Wire.IWireWritable<TData>
        {
        }
    }
}
