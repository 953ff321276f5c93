using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Runtime.Messages;
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

    [Fact]
    public async Task Lists_and_commands_that_nobody_answers_fail_when_patience_is_over_and_not_a_wait_later()
    {
        await ClusterJobs.StartAsync(_cluster, 0, ["job"]);
        JobCluster impatient = JobTestCluster.JobsOf(_cluster.Nodes[0], TimeSpan.FromSeconds(10));
        _loser.LoseAllOf("QueryPageAsync");
        await FailsInTimeAsync(() => impatient.ListPageAsync(new JobClusterFilter()).AsTask(), "Some of the jobs can't be asked for: no answer has come");
        _loser.LoseAllOf("DoAsync");
        await FailsInTimeAsync(() => impatient.JobPauseAsync("job").AsTask(), "Whether job 'job' has taken the command isn't known, since the node that has it was lost; query-jobs tells what it is doing now");
        _loser.LoseAllOf("");

        // Waits of 3, 6 and 12 seconds, or of 7 and 14, would come to 21.
        static async Task FailsInTimeAsync(Func<Task> ask, string why)
        {
            long start = Stopwatch.GetTimestamp();
            QmpErrorException fault = await Assert.ThrowsAsync<QmpErrorException>(() => ask().WaitAsync(TimeSpan.FromMinutes(2)));
            Assert.Equal(why, fault.Description);
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 9.5, 18);
        }
    }

    private sealed class Loser : IOutgoingGrainCallFilter
    {
        private readonly TaskCompletionSource _end = new();
        private string? _method;
        private string _every = "";
        private bool _arrives;

        public ConcurrentQueue<string> Lost { get; } = new();

        public void LoseOneOf(string method, bool arrives = false)
        {
            _arrives = arrives;
            Volatile.Write(ref _method, method);
        }

        public void LoseAllOf(string method) => Volatile.Write(ref _every, method);

        public void End() => _end.TrySetException(new TimeoutException("lost"));

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.MethodName == Volatile.Read(ref _every))
            {
                await _end.Task;
                return;
            }

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
