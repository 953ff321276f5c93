using System.Threading;

namespace QapiGen.Runtime.Server;

/// <summary>Tells the implementation of a command which call it is running: who has sent it, and over which connection.</summary>
/// <remarks>
/// Make one, give it to the implementations, and to the services that are to fill it: <see cref="QmpServiceOptions.CallAccessor"/>. Each command
/// of such a service costs some allocations more; services without one don't pay for it.
/// </remarks>
public sealed class QmpCallAccessor
{
    private readonly AsyncLocal<QmpCall?> _running = new();

    /// <summary>
    /// The call that the code around is running, also after an <see langword="await"/> and in tasks that it has started; null outside of
    /// commands, and in those of services that don't have this accessor.
    /// </summary>
    public QmpCall? Current => _running.Value;

    internal void Enter(QmpCall call) => _running.Value = call;
}
