using System;
using System.Collections.Generic;
using Microsoft.Extensions.DependencyInjection;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting;

/// <summary>Puts a hosted QMP service together.</summary>
public sealed class QmpHostingBuilder
{
    internal QmpHostingBuilder(IServiceCollection services, string name, QmpCompiledSchema schema)
    {
        Services = services;
        Name = name;
        Schema = schema;
    }

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Name of the service: its key among the application's services, and its section of the configuration.</summary>
    public string Name { get; }

    internal QmpCompiledSchema Schema { get; }

    internal List<Func<IServiceProvider, QmpDispatcher>> Dispatchers { get; } = [];

    internal List<(QmpAddress Address, QmpListenOptions? Options)> Addresses { get; } = [];

    internal Func<IServiceProvider, QmpServiceOptions, QmpServiceOptions> Adapt { get; private set; } = static (_, options) => options;

    /// <summary>Adds the commands of a module.</summary>
    /// <param name="create">Makes the generated dispatcher: <c>services => new GreeterDispatcher(services.GetRequiredService&lt;Greeter&gt;())</c>.</param>
    public QmpHostingBuilder AddDispatcher(Func<IServiceProvider, QmpDispatcher> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Dispatchers.Add(create);
        return this;
    }

    /// <summary>Listens on an address, without Kestrel.</summary>
    public QmpHostingBuilder Listen(QmpAddress address, QmpListenOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        Addresses.Add((address, options));
        return this;
    }

    /// <summary>Listens on a Unix socket of mode 0600, without Kestrel.</summary>
    public QmpHostingBuilder ListenUnixSocket(string path) => Listen(QmpAddress.Unix(path));

    /// <summary>Changes settings that configuration doesn't have.</summary>
    public QmpHostingBuilder Configure(Action<QmpHostingOptions> configure)
    {
        Services.Configure(Name, configure);
        return this;
    }

    /// <summary>Has the last word on the service's options: rate limits, a clock, what <c>quit</c> does.</summary>
    /// <param name="adapt">Gets what configuration gave, and returns what is to be used.</param>
    public QmpHostingBuilder ConfigureService(Func<IServiceProvider, QmpServiceOptions, QmpServiceOptions> adapt)
    {
        ArgumentNullException.ThrowIfNull(adapt);
        Adapt = adapt;
        return this;
    }
}
