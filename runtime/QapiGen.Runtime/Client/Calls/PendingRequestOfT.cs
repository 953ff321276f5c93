using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client.Calls;

/// <summary>A request whose result is decoded by <typeparamref name="TCodec"/>; the awaitable of its call.</summary>
/// <typeparam name="TResult">What the caller gets.</typeparam>
/// <typeparam name="TCodec">Decodes it.</typeparam>
internal sealed class PendingRequest<TResult, TCodec> : PendingRequest, IValueTaskSource<TResult>, IValueTaskSource, IThreadPoolWorkItem
    where TCodec : IWireReadable<TResult>
{
    private ManualResetValueTaskSourceCore<TResult> _core;
    private TResult? _result;
    private volatile bool _isAwaited;

    public static PendingRequest<TResult, TCodec> Rent(bool runContinuationsAsynchronously)
    {
        PendingRequest<TResult, TCodec> request = InstancePool<PendingRequest<TResult, TCodec>>.Rent();
        request._core.RunContinuationsAsynchronously = runContinuationsAsynchronously;
        return request;
    }

    /// <summary>The awaitable; to be taken before the request is sent, since it may end at any time after.</summary>
    public ValueTask<TResult> AsTask() => new(this, _core.Version);

    /// <summary>The awaitable of a call without a result.</summary>
    public ValueTask AsVoidTask() => new(this, _core.Version);

    public override void Complete(ReadOnlySpan<byte> result, ReadLoopWork work)
    {
        TResult value;
        try
        {
            Utf8JsonReader reader = ReplyJson.ReaderAt(result);
            value = TCodec.Read(ref reader, WireMode.Lenient);
            ReplyJson.CheckEnd(reader, result);
        }
#pragma warning disable CA1031 // A codec is foreign code; whatever it throws belongs to the caller and not to the read loop.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(UnreadableResult.Describe(Command, Owner?.ServerVersion, e));
            return;
        }

        Report(null);
        if (_isAwaited && work.StaysOnThread && _core.RunContinuationsAsynchronously)
        {
            _result = value;
            work.Add(this);
        }
        else
        {
            _core.SetResult(value);
        }
    }

    // By a thread that has nothing else to do.
    void IThreadPoolWorkItem.Execute()
    {
        TResult result = _result!;
        _result = default;
        _core.RunContinuationsAsynchronously = false;
        _core.SetResult(result);
    }

    public override void CompleteSilently()
    {
        Report(null);
        _core.SetResult(default!);
    }

    public override void Fail(Exception error)
    {
        Report(error);
        _core.SetException(error);
    }

    public TResult GetResult(short token)
    {
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("A call's result can only be had when it has ended; await it");
        }

        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Recycle();
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _isAwaited = true;
        _core.OnCompleted(continuation, state, token, flags);
    }

    /// <summary>Gives a request back that has never been sent.</summary>
    public void Discard() => Recycle();

    private void Recycle()
    {
        Clear();
        _isAwaited = false;
        _core.Reset();
        InstancePool<PendingRequest<TResult, TCodec>>.Return(this);
    }
}
