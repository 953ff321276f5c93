using System.Collections.Generic;
using System.Runtime.InteropServices;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Proxy;

/// <summary>A command that waits to be sent, or for its reply; or a reply of the proxy's own that waits for its turn. Used again and again.</summary>
internal sealed class ProxyCall
{
    /// <summary>Bytes that a call which isn't in use may hold in each of its buffers.</summary>
    private const int KeptBytes = 4 * 1024;

    public ProxyCall(int slot) => Slot = slot;

    /// <summary>Its place in the table, which is part of the id on the wire.</summary>
    public int Slot { get; }

    /// <summary>The id on the wire; 0 while it isn't in use.</summary>
    public long WireId { get; set; }

    /// <summary>Who asked; null for the proxy itself.</summary>
    public ProxyClient? Client { get; set; }

    /// <summary>The id that the client gave, as JSON; empty if it gave none.</summary>
    public PooledList<byte> ClientId { get; } = new(KeptBytes);

    /// <summary>What is to be sent to the server; or the reply, if it is the proxy's own.</summary>
    public PooledList<byte> Text { get; } = new(KeptBytes);

    /// <summary>Bytes that are counted for it until it ends.</summary>
    public int CountedBytes { get; set; }

    /// <summary>Bytes that the server has of it.</summary>
    public int SentBytes { get; set; }

    /// <summary>Whether it was sent out-of-band.</summary>
    public bool IsOutOfBand { get; set; }

    /// <summary>Whether the reply stands in <see cref="Text"/> and waits for those before it.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Whether the server has it.</summary>
    public bool IsSent { get; set; }

    /// <summary>Descriptors that go with it; null for none.</summary>
    public IReadOnlyList<SafeHandle>? Descriptors { get; set; }

    /// <summary>How many they are, counted until it ends.</summary>
    public int HeldDescriptors { get; set; }

    /// <summary>Whether the reply lists commands, of which the client sees only those that pass.</summary>
    public bool ListsCommands { get; set; }

    /// <summary>The name that a descriptor gets by it; null if it isn't <c>getfd</c>.</summary>
    public string? DescriptorName { get; set; }

    /// <summary>The name that it closes; null if it isn't <c>closefd</c>.</summary>
    public string? ClosedName { get; set; }

    /// <summary>Names of descriptors that it uses; null for none.</summary>
    public IReadOnlyList<string>? UsedNames { get; set; }

    /// <summary>The client's next in-band command.</summary>
    public ProxyCall? Next { get; set; }

    public void Clear()
    {
        WireId = 0;
        Client = null;
        ClientId.Clear();
        Text.Clear();
        CountedBytes = 0;
        SentBytes = 0;
        HeldDescriptors = 0;
        IsOutOfBand = false;
        IsAnswered = false;
        IsSent = false;
        ListsCommands = false;
        DescriptorName = null;
        ClosedName = null;
        UsedNames = null;
        Next = null;
        CloseDescriptors();
    }

    public void CloseDescriptors()
    {
        if (Descriptors is null)
        {
            return;
        }

        foreach (SafeHandle descriptor in Descriptors)
        {
            descriptor.Dispose();
        }

        Descriptors = null;
    }
}
