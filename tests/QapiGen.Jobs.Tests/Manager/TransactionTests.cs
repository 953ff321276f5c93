using System.Collections.Generic;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Tests.Manager;

/// <summary>Groups of jobs (jobs spec 10 and 22).</summary>
public sealed class TransactionTests
{
    private readonly JobHost _host = new();
    private readonly List<string> _calls = [];

    [Fact]
    public async Task Rolled_back_group_is_concluded_without_waiting_for_members_that_were_never_started()
    {
        await using (JobTransaction transaction = _host.Manager.BeginTransaction())
        {
            await transaction.CreateAsync(JobHost.Parked(), new JobOptions { Id = "a", AutoDismiss = false });
            await transaction.CreateAsync(new HookedDriver("b", _calls), new JobOptions { Id = "b", AutoDismiss = false });
            await transaction.CreateAsync(JobHost.Parked(), new JobOptions { Id = "c" });
        }

        Assert.Equal(
            [
                "a created", "b created", "c created",
                "c aborting", "c concluded", "c null", "b aborting", "b concluded", "b null", "a aborting", "a concluded", "a null",
            ],
            _host.Log.Lines);
        Assert.Equal(["b cancel-force", "b abort", "b clean"], _calls);
        Assert.Equal(0, _host.Manager.Count);
    }

    [Fact]
    public async Task Creation_that_fails_inside_a_scope_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<QmpErrorException>(async () =>
        {
            await using JobTransaction transaction = _host.Manager.BeginTransaction();
            await transaction.CreateAsync(JobHost.Parked(), new JobOptions { Id = "a" });
            await transaction.CreateAsync(JobHost.Parked(), new JobOptions { Id = "a" });
            await transaction.StartAsync();
        });

        Assert.Equal(["a created", "a aborting", "a concluded", "a null"], _host.Log.Lines);
        Assert.Empty(await _host.Manager.QueryJobsAsync());
    }

    [Fact]
    public async Task Failing_prepare_fails_its_own_job_and_cancels_its_siblings()
    {
        JobTransaction transaction = _host.Manager.BeginTransaction();
        Job a = await transaction.CreateAsync(new HookedDriver("a", _calls), new JobOptions { Id = "a", AutoDismiss = false, AutoFinalize = false });
        var failing = new HookedDriver("b", _calls) { OnHook = hook => hook == "prepare" ? throw new JobFailedException(Errno.NoSpace) : default };
        Job b = await transaction.CreateAsync(failing, new JobOptions { Id = "b", AutoDismiss = false });
        Job c = await transaction.CreateAsync(new HookedDriver("c", _calls), new JobOptions { Id = "c", AutoDismiss = false });
        await _host.DoAsync(transaction.StartAsync());

        await _host.DoAsync(a.FinalizeAsync());

        Assert.Equal(new JobResult(JobOutcome.Cancelled, "Operation canceled", Errno.Canceled), await a.Completion);
        Assert.Equal(new JobResult(JobOutcome.Failed, "No space left on device", Errno.NoSpace), await b.Completion);
        Assert.Equal(JobOutcome.Cancelled, (await c.Completion).Outcome);
        Assert.Equal(
            ["c prepare", "b prepare", "c cancel-force", "a cancel-force", "c abort", "c clean", "b abort", "b clean", "a abort", "a clean"],
            _calls);
        Assert.Equal(["aborting", "concluded"], Tail(_host.Log.Of("b"), 2));
    }

    [Fact]
    public async Task Operations_of_a_successful_group_come_newest_first()
    {
        JobTransaction transaction = _host.Manager.BeginTransaction();
        await transaction.CreateAsync(new HookedDriver("a", _calls), new JobOptions { Id = "a" });
        await transaction.CreateAsync(new HookedDriver("b", _calls), new JobOptions { Id = "b" });
        await _host.DoAsync(transaction.StartAsync());

        Assert.Equal(["b prepare", "a prepare", "b commit", "b clean", "a commit", "a clean"], _calls);
    }

    [Fact]
    public async Task One_failure_aborts_all_in_the_order_of_the_example()
    {
        JobTransaction transaction = _host.Manager.BeginTransaction();
        JobContext? running = null;
        await transaction.CreateAsync(JobHost.Parked(), new JobOptions { Id = "a", AutoDismiss = false });
        await transaction.CreateAsync(
            new DelegateDriver(async job =>
            {
                running = job;
                await job.YieldAsync();
                throw new JobFailedException(Errno.InputOutput);
            }),
            new JobOptions { Id = "b", AutoDismiss = false });
        Job c = await transaction.CreateAsync(JobHost.Parked(), new JobOptions { Id = "c", AutoDismiss = false });
        await _host.DoAsync(transaction.StartAsync());
        await _host.DoAsync(c.PauseAsync());
        int before = _host.Log.Transitions.Count;

        running!.Wake();
        _host.Settle();

        Assert.Equal(
            ["b aborting", "c running", "c aborting", "c concluded", "b concluded", "a aborting", "a concluded"],
            System.Linq.Enumerable.Skip(_host.Log.Lines, before));
    }

    [Fact]
    public async Task Member_that_ignores_its_cancel_keeps_only_older_members_of_its_group_waiting()
    {
        var never = new TaskCompletionSource();
        JobTransaction transaction = _host.Manager.BeginTransaction();
        Job a = await transaction.CreateAsync(JobHost.Parked(), new JobOptions { Id = "a", AutoDismiss = false });
        await transaction.CreateAsync(new DelegateDriver(_ => never.Task), new JobOptions { Id = "deaf", AutoDismiss = false });
        await transaction.CreateAsync(new DelegateDriver(_ => throw new JobFailedException("no")), new JobOptions { Id = "c", AutoDismiss = false });
        Job other = await _host.StartAsync(JobHost.Parked(), "other");
        await _host.DoAsync(transaction.StartAsync());

        Assert.Equal(JobStatus.Running, a.Status);
        await _host.DoAsync(other.CancelAsync());
        Assert.Equal(JobStatus.Concluded, other.Status);
        await _host.DoAsync(a.CancelAsync());
        Assert.Equal(JobStatus.Aborting, a.Status);

        never.SetResult();
        _host.Settle();
        Assert.Equal(JobStatus.Concluded, a.Status);
    }

    [Fact]
    public async Task Joining_a_transaction_that_is_over_is_refused_and_leaves_nothing()
    {
        JobTransaction transaction = _host.Manager.BeginTransaction();
        await _host.StartAsync(new DelegateDriver(_ => Task.CompletedTask), "a", transaction);

        await Assert.ThrowsAsync<System.InvalidOperationException>(() => _host.CreateAsync(JobHost.Parked(), "b", transaction));

        Assert.Null(_host.Manager.Find("b"));
        await _host.StartAsync(new DelegateDriver(_ => Task.CompletedTask), "b");
    }

    private static IEnumerable<string> Tail(IEnumerable<string> lines, int count) => System.Linq.Enumerable.TakeLast(lines, count);
}
