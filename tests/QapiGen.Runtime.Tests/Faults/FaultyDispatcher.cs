using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>Commands that end at once, later, and when they are cancelled; they fail as planned, and so does what writes their results.</summary>
internal sealed class FaultyDispatcher(FaultPlan plan) : QmpDispatcher, IQmpInterceptor
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _isWaiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override QmpModule Module { get; } = new(
        "faulty",
        [new("quick", QmpCommandFlags.AllowOutOfBand), new("slow"), new("big"), new("wait")],
        [],
        static () => "[]"u8);

    /// <summary>Ends when a command waits.</summary>
    public Task IsWaiting => _isWaiting.Task;

    /// <summary>Lets commands that wait go on.</summary>
    public void Release() => _end.TrySetResult();

    public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
    {
        plan.Hit(FaultSite.Command);
        request.ReadArguments<NoData>();
        return command switch
        {
            0 => request.ReturnAsync(plan.HitAsync(FaultSite.Command)),
            1 => request.ReturnAsync<FaultyData, FaultyData>(RunSlowlyAsync()),
            2 => request.ReturnAsync<FaultyData, FaultyData>(new ValueTask<FaultyData>(new FaultyData(plan, 12_000))),
            _ => request.ReturnAsync(WaitAsync(cancellationToken)),
        };
    }

    public async ValueTask InvokeAsync(QmpCall call, Func<ValueTask> next)
    {
        await plan.HitAsync(FaultSite.Interceptor);
        await next();
        await plan.HitAsync(FaultSite.Interceptor);
    }

    private async ValueTask<FaultyData> RunSlowlyAsync()
    {
        await Task.Yield();
        plan.Hit(FaultSite.Command);
        return new FaultyData(plan, 10);
    }

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(() => plan.Hit(FaultSite.Command));
        _isWaiting.TrySetResult();
        await _end.Task.WaitAsync(cancellationToken);
    }
}

/// <summary>A value of a number of bytes, the writing of which may fail in its middle.</summary>
internal readonly record struct FaultyData(FaultPlan Plan, int Bytes) : IWireCodec<FaultyData>
{
    public static FaultyData Read(ref Utf8JsonReader reader, WireMode mode) => throw new NotSupportedException();

    public static void Write(ref WireWriter writer, FaultyData value)
    {
        writer.BeginObject();
        writer.Member("text".AsSpan());
        value.Plan.Hit(FaultSite.Codec);
        writer.String(new string('\u00E9', value.Bytes / 2));
        value.Plan.Hit(FaultSite.Codec);
        writer.EndObject();
    }
}
