using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Messages;

/// <summary>Takes events from generated emitters; a QMP service sends them to every connection in command mode.</summary>
public interface IQmpEventSink
{
    /// <summary>Sends an event. Encodes it before it returns; may be called from any thread; the order of calls is the order on the wire.</summary>
    /// <param name="descriptor">Which event.</param>
    /// <param name="data">Its data; <see cref="NoData"/> for none. Data that comes out as an empty object is left out (QMP spec 14).</param>
    void Emit<TData>(QmpEventDescriptor descriptor, in TData data)
        where TData : IWireCodec<TData>;
}
