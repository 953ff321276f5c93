using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using QapiGen.Dashboard.Servers;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Dashboard.Tests;

/// <summary>When a server that lets the dashboard wait is said to be silent, and no longer.</summary>
public sealed class SilenceTests
{
    private readonly Channel<string?> _told = Channel.CreateUnbounded<string?>();

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
