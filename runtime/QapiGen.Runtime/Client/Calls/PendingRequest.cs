using System;
using System.Diagnostics;
using System.Threading;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Client.Calls;

/// <summary>A request that waits for its reply. Reused; whoever takes it out of the <see cref="RequestTable"/> completes it, so it ends once.</summary>
internal abstract class PendingRequest
{
    /// <summary>Id on the wire; 0 before it has one.</summary>
    public long Id { get; set; }

    /// <summary>The command, for messages.</summary>
    public string Command { get; set; } = "";

    /// <summary>Where it waits.</summary>
    public RequestTable? Owner { get; set; }

    /// <summary>When it gives up: time stamp of the table's clock; <see cref="long.MaxValue"/> for never.</summary>
    public long Deadline { get; set; }

    /// <summary>When it began, for metrics: <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long Started { get; set; }

    /// <summary>Sent as <c>exec-oob</c>.</summary>
    public bool IsOutOfBand { get; set; }

    /// <summary>No reply means success (QMP spec 15).</summary>
    public bool IsSilent { get; set; }

    /// <summary>The encoded request while it waits for room in the server's queue.</summary>
    public PooledList<byte>? Held { get; set; }

    /// <summary>Which batch of the output its bytes wait in; 0 for none.</summary>
    public long OutputBatch { get; set; }

    /// <summary>Where they stand in that batch.</summary>
    public int OutputPiece { get; set; }

    /// <summary>It ended before it was sent, so that the server hasn't seen it.</summary>
    public bool IsUnsent { get; set; }

    /// <summary>Descriptors that go ahead of it; null for none.</summary>
    public DescriptorTurn? Descriptors { get; set; }

    /// <summary>Trace of the call; null if nobody listens.</summary>
    public Activity? Activity { get; set; }

    /// <summary>Calls <see cref="OnCanceled"/>.</summary>
    public CancellationTokenRegistration Registration { get; set; }

    /// <summary>Decodes the result and hands it to the caller; a result that can't be decoded is a protocol error of this call.</summary>
    /// <param name="result">The result as it came.</param>
    /// <param name="work">Where the caller's code goes on.</param>
    public abstract void Complete(ReadOnlySpan<byte> result, ReadLoopWork work);

    /// <summary>Success of a command that doesn't answer.</summary>
    public abstract void CompleteSilently();

    /// <summary>Hands an exception to the caller.</summary>
    public abstract void Fail(Exception error);

    /// <summary>The deadline has passed.</summary>
    public void TimeOut()
    {
        if (IsUnsent)
        {
            Fail(new QmpTimeoutException($"'{Command}' could not be sent in time; it is not executed"));
        }
        else if (IsSilent)
        {
            CompleteSilently();
        }
        else
        {
            Fail(new QmpTimeoutException($"'{Command}' was not answered in time; it may still be executed"));
        }
    }

    /// <summary>The connection is gone.</summary>
    public void Disconnect(string description, Exception cause)
    {
        if (IsUnsent)
        {
            Fail(new QmpConnectionException($"The connection to {description} ended before '{Command}' was sent; it is not executed: {cause.Message}", cause));
        }
        else if (IsSilent)
        {
            CompleteSilently();
        }
        else
        {
            Fail(new QmpConnectionException($"The connection to {description} ended before '{Command}' was answered: {cause.Message}", cause));
        }
    }

    /// <summary>The caller's token has been cancelled.</summary>
    protected static void OnCanceled(object? state, CancellationToken token)
    {
        var request = (PendingRequest)state!;
        if (request.Owner!.TryAbandon(request))
        {
            request.Fail(new OperationCanceledException(request.IsUnsent
                ? $"'{request.Command}' was given up before it was sent; it is not executed"
                : $"'{request.Command}' was given up; it may still be executed", token));
        }
    }

    /// <summary>Arms the token; before the request can be completed.</summary>
    public void Watch(CancellationToken token) => Registration = token.UnsafeRegister(OnCanceled, this);

    /// <summary>Reports the end to metrics and traces.</summary>
    protected void Report(Exception? error)
    {
        ClientMetrics.RequestEnded(this, error);
        ClientTracing.Stop(Activity, error);
    }

    /// <summary>Forgets the call.</summary>
    protected void Clear()
    {
        Registration.Dispose();
        Registration = default;
        Id = 0;
        Command = "";
        Owner = null;
        Activity = null;
        Held = null;
        OutputBatch = 0;
        IsUnsent = false;
        Descriptors = null;
        IsOutOfBand = false;
        IsSilent = false;
    }
}
