using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>One command that does nothing.</summary>
internal sealed class QuietDispatcher : QmpDispatcher
{
    public override QmpModule Module { get; } = new(
        "quiet",
        [new("ping")],
        [],
        static () => """[{"name":"ping","meta-type":"command","arg-type":"q_empty","ret-type":"q_empty"}]"""u8);

    public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
    {
        request.ReadArguments<NoData>();
        return request.ReturnAsync(default);
    }
}
