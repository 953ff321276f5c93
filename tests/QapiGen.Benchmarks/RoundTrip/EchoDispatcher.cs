using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;

namespace QapiGen.Benchmarks.RoundTrip;

/// <summary>Answers <c>echo</c> with its arguments, as a generated dispatcher would.</summary>
internal sealed class EchoDispatcher : QmpDispatcher
{
    public static QmpCommandDescriptor Echo { get; } = new("echo");

    public override QmpModule Module { get; } = new("echo", [Echo], [], static () => Definitions);

    private static ReadOnlySpan<byte> Definitions => """
        [{"name": "echo", "meta-type": "command", "arg-type": "EchoValue", "ret-type": "EchoValue"},
         {"name": "EchoValue", "meta-type": "object", "members": [{"name": "n", "type": "int"}]},
         {"name": "int", "meta-type": "builtin", "json-type": "int"}]
        """u8;

    public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken) =>
        request.ReturnAsync<EchoValue, EchoValue>(new ValueTask<EchoValue>(request.ReadArguments<EchoValue>()));
}
