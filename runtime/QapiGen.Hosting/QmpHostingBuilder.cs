using System;
using System.Collections.Generic;
using System.IO.Enumeration;
using System.Linq;
using Microsoft.Extensions.DependencyInjection;
using QapiGen.Runtime.Diagnostics;
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

    /// <summary>What the service speaks.</summary>
    public QmpCompiledSchema Schema { get; }

    internal List<Func<IServiceProvider, QmpDispatcher>> Dispatchers { get; } = [];

    internal List<(QmpAddress Address, QmpListenOptions? Options)> Addresses { get; } = [];

    internal HashSet<string> ModulesWithoutCommands { get; } = new(StringComparer.Ordinal);

    internal bool ListensNowhere { get; private set; }

    internal QmpAuthorization? Authorization { get; private set; }

    internal List<Func<IServiceProvider, IQmpInterceptor>> Interceptors { get; } = [];

    /// <summary>Names of the commands of the schema, and of the service's own.</summary>
    internal IEnumerable<string> CommandNames =>
        Schema.Modules.SelectMany(static module => module.Commands).Select(static command => command.Name).Concat(ServiceFactory.BuiltInCommands);

    internal Func<IServiceProvider, QmpServiceOptions, QmpServiceOptions> Adapt { get; private set; } = static (_, options) => options;

    // By its name, since this assembly knows no web framework.
    private bool IsWebApplication => Services.Any(static service => service.ServiceType.FullName == "Microsoft.AspNetCore.Hosting.Server.IServer");

    /// <summary>Adds the commands of a module.</summary>
    /// <param name="create">Makes the generated dispatcher: <c>services => new GreeterDispatcher(services.GetRequiredService&lt;Greeter&gt;())</c>.</param>
    public QmpHostingBuilder AddDispatcher(Func<IServiceProvider, QmpDispatcher> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Dispatchers.Add(create);
        return this;
    }

    /// <summary>Says that modules of the schema have no commands here: nothing runs them, and clients are told that there are none.</summary>
    /// <param name="modules">Names of the modules, as <see cref="QmpModule.Name"/> has them.</param>
    /// <exception cref="ArgumentException">The schema has no module of one of the names.</exception>
    public QmpHostingBuilder WithoutCommandsOf(params IEnumerable<string> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        foreach (string module in modules)
        {
            string[] names = [.. Schema.Modules.Select(static other => other.Name)];
            if (!names.Contains(module))
            {
                string meant = NearName.Find(module, names) is { } near ? $"; '{near}' is meant, perhaps" : "";
                throw new ArgumentException(
                    $"The schema '{Schema.Name}' of the QMP service '{Name}' has no module '{module}'; it has {string.Join(", ", names.Select(static name => $"'{name}'"))}{meant}", nameof(modules));
            }

            ModulesWithoutCommands.Add(module);
        }

        return this;
    }

    /// <summary>
    /// Says that the application itself gives the service its connections, by <see cref="QmpService.ServeAsync"/>. A service with nothing to
    /// listen on is otherwise refused when the host starts.
    /// </summary>
    public QmpHostingBuilder WithoutListener()
    {
        ListensNowhere = true;
        return this;
    }

    /// <summary>Runs one command at a time in the whole service, as QEMU does: implementations need no locks, and a slow command holds up every client.</summary>
    public QmpHostingBuilder RunOneCommandAtATime() => Configure(static options => options.ConcurrentCommands = false);

    /// <summary>Runs commands of different connections at the same time: a slow command holds up its own client only, and implementations need locks.</summary>
    public QmpHostingBuilder RunCommandsConcurrently() => Configure(static options => options.ConcurrentCommands = true);

    /// <summary>Allows commands. With the first rule, everything that no rule allows is refused; of several rules the first that fits decides.</summary>
    /// <remarks>A <see cref="QmpAuthorization"/> among the application's services, with or without the service's name, has to allow a command, too.</remarks>
    /// <inheritdoc cref="QmpAuthorization.Allow"/>
    /// <exception cref="ArgumentException">No command of the schema matches one of the patterns.</exception>
    public QmpHostingBuilder Allow(string commands, Func<QmpCaller, bool>? who = null) => Add(commands, rules => rules.Allow(commands, who));

    /// <summary>Refuses commands, see <see cref="Allow"/>.</summary>
    /// <inheritdoc cref="QmpAuthorization.Deny"/>
    /// <exception cref="ArgumentException">No command of the schema matches one of the patterns.</exception>
    public QmpHostingBuilder Deny(string commands, Func<QmpCaller, bool>? who = null) => Add(commands, rules => rules.Deny(commands, who));

    /// <summary>Puts something around every command; the first one added is the outermost.</summary>
    /// <param name="create">Makes it, once for the service.</param>
    public QmpHostingBuilder AddInterceptor(Func<IServiceProvider, IQmpInterceptor> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Interceptors.Add(create);
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

    /// <summary>Has the last word on the service's options: rate limits, a clock, what <c>quit</c> does. Of several calls the later goes on from what the earlier gave.</summary>
    /// <param name="adapt">Gets what configuration and the other methods gave, and returns what is to be used: <c>options with { EventRateLimits = [] }</c>.</param>
    public QmpHostingBuilder ConfigureService(Func<IServiceProvider, QmpServiceOptions, QmpServiceOptions> adapt)
    {
        ArgumentNullException.ThrowIfNull(adapt);
        Func<IServiceProvider, QmpServiceOptions, QmpServiceOptions> before = Adapt;
        Adapt = (services, options) => adapt(services, ServiceFactory.Made(before(services, options), this, nameof(ConfigureService)));
        return this;
    }

    /// <summary>Refuses patterns that fit no command of the service: a rule that is mistyped would protect nothing, without a word.</summary>
    /// <param name="commands">Names with <c>*</c> and <c>?</c>, several with semicolons between.</param>
    /// <exception cref="ArgumentException">No command matches one of them.</exception>
    public void CheckCommands(string commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        if (FindUnmatched(commands) is { } pattern)
        {
            throw new ArgumentException($"No command of the QMP service '{Name}' matches '{QmpDiagnostics.OneLine(pattern)}'; between several patterns are semicolons", nameof(commands));
        }
    }

    /// <summary>The first pattern that fits no command of the schema, nor one of the service's own, or the text if there is no pattern in it; null if all fit.</summary>
    internal string? FindUnmatched(string commands)
    {
        string[] patterns = commands.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return patterns.Length == 0 ? commands : Array.Find(
            patterns,
            pattern => !CommandNames.Any(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)));
    }

    /// <summary>Whether the application has a service of this name.</summary>
    internal bool IsNameOfService(string name) => Services.Select(static service => service.IsKeyedService ? null : service.ImplementationInstance)
        .OfType<QmpHostingBuilder>().Any(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whose <c>quit</c> is obeyed: as it is set, or else everybody's, but in a web application not that of the network.</summary>
    internal QmpQuitSource QuitFrom(QmpHostingOptions options) => options.QuitFrom ?? (IsWebApplication ? QmpQuitSource.Local : QmpQuitSource.Anyone);

    private QmpHostingBuilder Add(string commands, Action<QmpAuthorization> rule)
    {
        CheckCommands(commands);
        Authorization ??= new QmpAuthorization();
        rule(Authorization);
        return this;
    }
}
