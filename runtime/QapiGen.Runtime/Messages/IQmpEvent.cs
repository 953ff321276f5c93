using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Messages;

/// <summary>A generated event record; its codec reads and writes the member <c>data</c>.</summary>
/// <typeparam name="TSelf">The record.</typeparam>
public interface IQmpEvent<TSelf> : IWireCodec<TSelf>
    where TSelf : QmpEvent, IQmpEvent<TSelf>
{
    /// <summary>The event's name and what else the schema says of it.</summary>
    static abstract QmpEventDescriptor Descriptor { get; }
}
