using System;
using System.Collections.Frozen;
using System.Linq;
using Microsoft.Extensions.DependencyInjection;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting;

/// <summary>Sends events through a hosted service that is made when the first event comes.</summary>
/// <remarks>A command's implementation takes the sink in its constructor, and the service takes the implementation in its own: one of them has to wait.</remarks>
internal sealed class HostedEventSink(IServiceProvider services, QmpHostingBuilder builder) : IQmpEventSink
{
    private readonly FrozenSet<string> _events = builder.Schema.Modules.SelectMany(static module => module.Events).Select(static item => item.Name).ToFrozenSet(StringComparer.Ordinal);
    private QmpService? _service;

    public void Expect(QmpModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (module.Events.Any(item => !_events.Contains(item.Name)))
        {
            throw new WrongSinkException(
                $"The events of '{module.Name}' ({string.Join(", ", module.Events.Select(static item => item.Name))}) can't be sent by the QMP service '{builder.Name}', "
                + $"whose schema '{builder.Schema.Name}' doesn't have them: {services.DescribeServicesWith(module)}");
        }
    }

    public void Emit<TData>(QmpEventDescriptor descriptor, in TData data)
        where TData : Runtime.Wire.IWireWritable<TData>
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (!_events.Contains(descriptor.Name))
        {
            throw new InvalidOperationException(
                $"The QMP service '{builder.Name}' has no event '{descriptor.Name}': its schema is '{builder.Schema.Name}'. Take the sink of the service that has it, "
                + "[FromKeyedServices(\"NAME\")] IQmpEventSink");
        }

        _service ??= services.GetRequiredKeyedService<QmpService>(builder.Name);
        _service.Emit(descriptor, data);
    }
}
