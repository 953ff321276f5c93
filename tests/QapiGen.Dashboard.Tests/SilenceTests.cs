using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using QapiGen.Dashboard.Events;
using QapiGen.Dashboard.Servers;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Dashboard.Tests;

/// <summary>When a server that lets the dashboard wait is said to be silent, and no longer.</summary>
public sealed class SilenceTests
{
    private readonly Channel<string?> _told = Channel.CreateUnbounded<string?>();

    [Theory]
    [InlineData("query-commands", "gone", "'query-commands' was not answered in time; it may still be executed")]
    [InlineData("query-jobs", "silent", "nothing has come for 10 seconds")]
    public async Task Whoever_negotiates_and_answers_nothing_is_connecting_no_longer(string unanswered, string kind, string reason)
    {
        await using var server = new FakeQmpServer();
        server.On(unanswered).Answers(static _ => default);
        if (unanswered != "query-commands")
        {
            server.On("query-commands").Returns($$"""[{"name":"{{unanswered}}"}]""");
        }

        var pulse = new Pulse();
        var watched = new WatchedServer(new DashboardServerOptions("fake", "in memory", QmpHandshake.Greeting, _ => new(server.Connect()), null), new EventLog(10), pulse, TimeProvider.System);
        watched.Start();

        using var hang = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (watched.State.Kind != kind)
        {
            Assert.True(watched.State.Kind is "idle" or "connecting" or "connected", watched.State.Reason);
            await Task.Delay(10, hang.Token);
        }

        Assert.Equal(reason, watched.State.Reason);
        await watched.StopAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_has_answered_late_is_silent_no_longer_whatever_the_answer_is(bool byError)
    {
        var answer = new TaskCompletionSource();
        using var ending = new CancellationTokenSource();
        using var poll = new Question(answer.Task, text => _told.Writer.TryWrite(text));
        Task running = poll.RunAsync(ending.Token);

        Assert.Equal("nothing has come for 10 seconds", await _told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1)));
        if (byError)
        {
            answer.SetException(new QmpErrorException("not now"));
        }
        else
        {
            answer.SetResult();
        }

        Assert.Null(await _told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1)));
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private sealed class Question(Task answer, Action<string?> onSilence) : ServerPoll(new HastyTime(), onSilence)
    {
        protected override TimeSpan Interval => TimeSpan.Zero;

        public override Task AskAsync(CancellationToken cancellationToken) => answer;
    }

    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
