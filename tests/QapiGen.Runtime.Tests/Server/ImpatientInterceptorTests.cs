using System.Collections.Generic;
using System.Threading.Tasks;
using System.Threading;
using System;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Interceptors that don't wait for the end of their command, as those that limit its time do.</summary>
public sealed class ImpatientInterceptorTests : IDisposable
{
    private const string TooLong = "\"error\": {\"class\": \"GenericError\", \"desc\": \"takes too long\"}";

    private readonly TaskCompletionSource _isPatienceOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LogRecorder _log = new();
    private readonly SlowDispatcher _dispatcher = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task What_a_command_gives_that_nobody_waits_for_any_more_is_the_reply_to_no_other()
    {
        await using QmpService service = Service(LimitAsync);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        await client.SendAsync("{\"execute\":\"slow\",\"id\":1}");
        await _dispatcher.Began.Task;
        _isPatienceOver.SetResult();
        Assert.Equal("{\"id\": 1, " + TooLong + "}", await client.ReadAsync());
        await client.SendAsync("{\"execute\":\"fast\",\"id\":2}{\"execute\":\"fast\",\"id\":3}");
        _dispatcher.MayEnd.SetResult("a secret");

        Assert.Equal("{\"return\": \"fast\", \"id\": 2}", await client.ReadAsync());
        Assert.Equal("{\"return\": \"fast\", \"id\": 3}", await client.ReadAsync());
        Assert.Equal(["slow", "slow ends", "fast", "fast"], _dispatcher.Ran);
    }

    [Fact]
    public async Task Commands_of_other_clients_wait_for_one_that_nobody_waits_for_where_they_run_one_at_a_time()
    {
        await using QmpService service = Service(LimitAsync);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        await using TestConnection other = await TestConnection.OpenReadyAsync(service);

        await client.SendAsync("{\"execute\":\"slow\"}");
        await _dispatcher.Began.Task;
        _isPatienceOver.SetResult();
        Assert.Equal("{" + TooLong + "}", await client.ReadAsync());
        await other.SendAsync("{\"execute\":\"fast\"}");
        _dispatcher.MayEnd.SetException(new InvalidOperationException("later"));

        Assert.Equal("{\"return\": \"fast\"}", await other.ReadAsync());
        Assert.Equal(["slow", "slow ends", "fast"], _dispatcher.Ran);
        Assert.Single(_log.Ids, static id => id == 211);
    }

    [Fact]
    public async Task A_command_can_not_be_run_after_it_was_answered()
    {
        Func<ValueTask>? kept = null;
        await using QmpService service = Service((call, next) =>
        {
            kept ??= call.Command == "fast" ? next : null;
            return call.Command == "fast" ? throw new QmpErrorException("not now") : next();
        });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        Assert.Contains("not now", await client.AskAsync("{\"execute\":\"fast\"}"));

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await kept!());

        Assert.Equal("An interceptor runs the command fast after it was answered", refusal.Message);
        Assert.Empty(_dispatcher.Ran);
    }

    [Fact]
    public async Task A_command_does_not_run_twice_at_the_same_time()
    {
        Exception? refusal = null;
        await using QmpService service = Service(async (call, next) =>
        {
            ValueTask first = next();
            if (call.Command == "slow")
            {
                refusal = await Record.ExceptionAsync(async () => await next());
                _dispatcher.MayEnd.SetResult("once");
            }

            await first;
        });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        Assert.Equal("{\"return\": \"once\"}", await client.AskAsync("{\"execute\":\"slow\"}"));
        Assert.Equal("An interceptor runs the command slow twice at the same time", refusal?.Message);
        Assert.Equal(["slow", "slow ends"], _dispatcher.Ran);
    }

    [Fact]
    public async Task A_command_that_failed_may_be_tried_again()
    {
        await using QmpService service = Service(async (call, next) =>
        {
            if (call.Command == "fail")
            {
                await Assert.ThrowsAsync<QmpErrorException>(async () => await next());
            }

            await next();
        });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        Assert.Equal("{\"error\": {\"class\": \"GenericError\", \"desc\": \"failed 2 times\"}}", await client.AskAsync("{\"execute\":\"fail\"}"));
    }

    private async ValueTask LimitAsync(QmpCall call, Func<ValueTask> next)
    {
        Task running = next().AsTask();
        if (call.Command == "slow" && await Task.WhenAny(running, _isPatienceOver.Task) != running)
        {
            throw new QmpErrorException("takes too long");
        }

        await running;
    }

    private QmpService Service(Func<QmpCall, Func<ValueTask>, ValueTask> around) => new(
        new QmpCompiledSchema("slow", [_dispatcher.Module], static () => "[]"u8),
        [_dispatcher],
        new QmpServiceOptions { LoggerFactory = _log, Interceptors = [new Interceptor(around)] });

    private sealed class SlowDispatcher : QmpDispatcher
    {
        private int _failures;

        public List<string> Ran { get; } = [];

        public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<string> MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override QmpModule Module { get; } = new("slow", [new("slow"), new("fast"), new("fail")], [], static () => "[]"u8);

        public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken) =>
            request.ReturnAsync<string, StringCodec>(RunAsync(Module.Commands[command].Name));

        private async ValueTask<string> RunAsync(string name)
        {
            if (name == "fail")
            {
                throw new QmpErrorException($"failed {++_failures} times");
            }

            Note(name);
            if (name == "slow")
            {
                Began.SetResult();
                try
                {
                    return await MayEnd.Task;
                }
                finally
                {
                    Note("slow ends");
                }
            }

            return name;
        }

        private void Note(string what)
        {
            lock (Ran)
            {
                Ran.Add(what);
            }
        }
    }
}
