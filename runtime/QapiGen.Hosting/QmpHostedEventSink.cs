using System;
using Microsoft.Extensions.DependencyInjection;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting;

/// <summary>Sends events through a hosted service that is made when the first event comes.</summary>
/// <remarks>A command's implementation takes the sink in its constructor, and the service takes the implementation in its own: one of them has to wait.</remarks>
internal sealed class QmpHostedEventSink(IServiceProvider services, string name) : IQmpEventSink
{
    private QmpService? _service;

    public void Emit<TData>(QmpEventDescriptor descriptor, in TData data)
        where TData : Runtime.Wire.IWireCodec<TData>
    {
        _service ??= services.GetRequiredKeyedService<QmpService>(name);
        _service.Emit(descriptor, data);
    }
}
