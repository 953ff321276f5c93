using QapiGen.Runtime.Metadata;

namespace QapiGen.Runtime.Server;

/// <summary>A command that a service knows.</summary>
internal sealed class QmpCommandEntry
{
    public QmpCommandEntry(QmpCommandDescriptor descriptor, QmpDispatcher dispatcher, int index, bool isNegotiation = false)
    {
        Descriptor = descriptor;
        Dispatcher = dispatcher;
        Index = index;
        IsNegotiation = isNegotiation;
    }

    public QmpCommandDescriptor Descriptor { get; }

    public QmpDispatcher Dispatcher { get; }

    /// <summary>Position in the dispatcher's module.</summary>
    public int Index { get; }

    /// <summary>Whether it is <c>qmp_capabilities</c>, the only command of negotiation mode.</summary>
    public bool IsNegotiation { get; }

    public bool IsOneOf(QmpCommandFlags flags) => (Descriptor.Flags & flags) != 0;
}
