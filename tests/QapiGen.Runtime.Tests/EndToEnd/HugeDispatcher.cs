using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Support;

namespace QapiGen.Runtime.Tests.EndToEnd;

/// <summary>Commands with a huge argument and with a huge result.</summary>
internal sealed class HugeDispatcher : QmpDispatcher
{
    public const int TextBytes = 32 * 1024 * 1024;

    public static QmpCommandDescriptor Take { get; } = new("take");

    public static QmpCommandDescriptor Give { get; } = new("give");

    public override QmpModule Module { get; } = new("huge", [Take, Give], [], static () => "[]"u8);

    public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
    {
        int length = request.ReadArguments<HugeText>().Text.Length;
        string text = Module.Commands[command] == Take ? $"{length}" : new string('x', TextBytes);
        return request.ReturnAsync<HugeText, HugeText>(new ValueTask<HugeText>(new HugeText(text)));
    }
}
