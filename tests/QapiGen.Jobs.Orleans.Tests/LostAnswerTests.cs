using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using QapiGen.Jobs.Orleans.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>Questions whose answers go down with a node.</summary>
public sealed class LostAnswerTests : IAsyncLifetime
{
    private readonly Loser _loser = new();
    private JobTestCluster _cluster = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => _cluster = await JobTestCluster.StartAsync(1, new JobTestClusterOptions
    {
        AddDrivers = (jobs, _) => jobs.Services.AddSingleton<IOutgoingGrainCallFilter>(_loser),
    });

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _loser.End();
        await _cluster.DisposeAsync();
    }

    // The loser loses for good what Orleans would say is lost after half a minute.
    [Fact]
    public async Task A_list_is_there_though_an_answer_was_lost()
    {
        string[] ids = [.. Enumerable.Range(0, 20).Select(static i => $"job{i}")];
        await ClusterJobs.StartAsync(_cluster, 0, ids);
        _loser.LoseOneOf("QueryPageAsync");

        JobClusterPage page = await _cluster.Jobs(0).ListPageAsync(new JobClusterFilter { Limit = 100 });

        Assert.Equal(ids.Order(StringComparer.Ordinal), page.Jobs.Select(static job => job.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["QueryPageAsync"], _loser.Lost);
    }

    // A second pause would be refused.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_command_is_carried_out_once_though_it_or_its_answer_was_lost(bool arrives)
    {
        await ClusterJobs.StartAsync(_cluster, 0, ["job"]);
        _loser.LoseOneOf("DoAsync", arrives);

        await _cluster.Jobs(0).JobPauseAsync("job").AsTask().WaitAsync(TimeSpan.FromSeconds(25));

        await ClusterJobs.ForAsync(_cluster, 0, ["job"], JobStatus.Standby);
        Assert.Equal(["DoAsync"], _loser.Lost);
    }

    private sealed class Loser : IOutgoingGrainCallFilter
    {
        private readonly TaskCompletionSource _end = new();
        private string? _method;
        private bool _arrives;

        public ConcurrentQueue<string> Lost { get; } = new();

        public void LoseOneOf(string method, bool arrives = false)
        {
            _arrives = arrives;
            Volatile.Write(ref _method, method);
        }

        public void End() => _end.TrySetException(new TimeoutException("lost"));

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.MethodName == Volatile.Read(ref _method) && Interlocked.Exchange(ref _method, null) is { } method)
            {
                Lost.Enqueue(method);
                if (_arrives)
                {
                    await context.Invoke();
                }

                await _end.Task;
                return;
            }

            await context.Invoke();
        }
    }
}
