using System;
using System.IO;
using System.IO.Pipelines;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>A transport that fails twice: nothing can be written any more, and whoever reads can't be told. Its client isn't left to its own patience.</summary>
public sealed class DeafTransportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_closes_it(bool outOfBand)
    {
        var dispatcher = new FaultyDispatcher(new FaultPlan(FaultSite.Clock, FaultStyle.Once, at: 1, kind: 0));
        await using var service = new QmpService(new QmpCompiledSchema("deaf", [dispatcher.Module], static () => "[]"u8), [dispatcher]);

        await BreakAsync(transport => service.ServeAsync(transport), outOfBand);

        Assert.Equal(0, service.ConnectionCount);
    }

    [Fact]
    public async Task A_proxy_closes_it()
    {
        await using var server = new FakeQmpServer();
        await using QmpProxy proxy = await QmpProxy.StartAsync(_ => new ValueTask<IQmpTransport>(server.Connect()));

        await BreakAsync(proxy.ServeAsync, outOfBand: true);
    }

    private static async Task BreakAsync(Func<IQmpTransport, Task> serve, bool outOfBand)
    {
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        var transport = new DeafTransport(server);
        Task serving = serve(transport);
        await client.Input.ReadAsync();
        transport.IsBroken = true;

        await client.Output.WriteAsync(Encoding.ASCII.GetBytes($$"""{"execute":"qmp_capabilities"{{(outOfBand ? ",\"arguments\":{\"enable\":[\"oob\"]}" : "")}}}"""));

        await serving.WaitAsync(Patience);
    }

    private sealed class DeafTransport : IQmpTransport
    {
        private readonly IQmpTransport _inner;

        public DeafTransport(IQmpTransport inner)
        {
            _inner = inner;
            Input = new Reader(this);
            Output = new Writer(this);
        }

        public bool IsBroken { get; set; }

        public PipeReader Input { get; }

        public PipeWriter Output { get; }

        public string Description => "deaf";

        public ValueTask DisposeAsync() => _inner.DisposeAsync();

        private void Hit()
        {
            if (IsBroken)
            {
                throw new IOException("it was to fail");
            }
        }

        private sealed class Reader(DeafTransport owner) : PipeReader
        {
            public override void AdvanceTo(SequencePosition consumed) => owner._inner.Input.AdvanceTo(consumed);

            public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => owner._inner.Input.AdvanceTo(consumed, examined);

            public override void CancelPendingRead()
            {
                owner.Hit();
                owner._inner.Input.CancelPendingRead();
            }

            public override void Complete(Exception? exception = null) => owner._inner.Input.Complete(exception);

            public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => owner._inner.Input.ReadAsync(cancellationToken);

            public override bool TryRead(out ReadResult result) => owner._inner.Input.TryRead(out result);
        }

        private sealed class Writer(DeafTransport owner) : PipeWriter
        {
            public override void Advance(int bytes) => owner._inner.Output.Advance(bytes);

            public override void CancelPendingFlush() => owner._inner.Output.CancelPendingFlush();

            public override void Complete(Exception? exception = null) => owner._inner.Output.Complete(exception);

            // Late: the loop that reads has gone back to reading by then.
            public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
            {
                await Task.Delay(1, cancellationToken);
                owner.Hit();
                return await owner._inner.Output.FlushAsync(cancellationToken);
            }

            public override Memory<byte> GetMemory(int sizeHint = 0) => owner._inner.Output.GetMemory(sizeHint);

            public override Span<byte> GetSpan(int sizeHint = 0) => owner._inner.Output.GetSpan(sizeHint);
        }
    }
}
