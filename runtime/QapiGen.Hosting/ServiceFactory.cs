using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Compatibility;

namespace QapiGen.Hosting;

/// <summary>Makes a service from what the builder and configuration say, and refuses what can't be meant.</summary>
internal static class ServiceFactory
{
    // Run by the service itself where no dispatcher has them.
    internal static readonly string[] BuiltInCommands = ["qmp_capabilities", "query-version", "query-commands", "query-qmp-schema", "quit"];

    /// <summary>Makes a service.</summary>
    /// <exception cref="InvalidOperationException">A dispatcher is missing, there twice, or of another schema.</exception>
    public static QmpService Create(IServiceProvider provider, QmpHostingBuilder builder)
    {
        QmpHostingOptions settings = provider.GetRequiredService<IOptionsMonitor<QmpHostingOptions>>().Get(builder.Name);
        IQmpHostingExtension[] extensions = [.. provider.GetServices<IQmpHostingExtension>()];
        var options = new QmpServiceOptions
        {
            Name = builder.Name,
            Version = ParseVersion(settings.Version, settings.Package),
            OffersOutOfBand = settings.OutOfBand,
            AllowsConcurrentCommands = settings.ConcurrentCommands,
            IsPretty = settings.Pretty,
            StartsInPreconfig = settings.Preconfig,
            Compatibility = QmpCompatibilityPolicy.Parse(settings.Compatibility),
            MaxPendingOutputBytes = settings.MaxPendingOutputBytes,
            CloseTimeout = settings.CloseTimeout,
            CancelTimeout = provider.GetRequiredService<HostedPatience>().TimeToCancel,
            MaxConnections = settings.MaxConnections ?? new QmpServiceOptions().MaxConnections,
            CommandsThatOutliveClients = settings.CommandsThatOutliveClients,
            QuitFrom = builder.QuitFrom(settings),
            Authorization = FindRules(provider, builder),
            Interceptors = [.. provider.GetServices<IQmpInterceptor>(), .. provider.GetKeyedServices<IQmpInterceptor>(builder.Name), .. builder.Interceptors.Select(create => Made(() => create(provider), builder, nameof(QmpHostingBuilder.AddInterceptor)))],
            CallAccessor = provider.GetService<QmpCallAccessor>(),
            TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System,
            LoggerFactory = provider.GetRequiredService<ILoggerFactory>(),
            OnQuit = settings.QuitStopsHost && extensions.Length != 0 ? token => QuitAsync(extensions, builder.Name, token) : null,
        };
        return new QmpService(builder.Schema, CreateDispatchers(provider, builder, extensions), Made(builder.Adapt(provider, options), builder, nameof(QmpHostingBuilder.ConfigureService)));
    }

    /// <summary>Reads a version of three numbers.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static QmpVersion ParseVersion(string text, string package)
    {
        string[] parts = text.Split('.');
        long[] numbers = new long[3];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (parts.Length != numbers.Length || !long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw new FormatException($"'{text}' is not a version of three numbers");
            }
        }

        return new QmpVersion(numbers[0], numbers[1], numbers[2], package);
    }

    internal static T Made<T>(T? made, QmpHostingBuilder builder, string by)
        where T : class => made ?? throw new InvalidOperationException($"{FunctionOf(builder, by)} returned null, and no {typeof(T).Name}");

    // What it throws doesn't say whose it is, but for what comes from here, and faults of settings, which say their key.
    private static T Made<T>(Func<T?> create, QmpHostingBuilder builder, string by)
        where T : class
    {
        T? made;
        try
        {
            made = create();
        }
        catch (Exception e) when (e is not (WrongSinkException or OptionsValidationException) && !e.Message.Contains($"QMP service '{builder.Name}'", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{FunctionOf(builder, by)} failed: {e.Message}", e);
        }

        return Made(made, builder, by);
    }

    private static string FunctionOf(QmpHostingBuilder builder, string by) => $"The function that {by}(...) of the QMP service '{builder.Name}' was given";

    // The service's own rules, those under its name, those of the application: each of them has to allow a command.
    private static QmpAuthorization? FindRules(IServiceProvider provider, QmpHostingBuilder builder)
    {
        QmpAuthorization? all = null;
        QmpAuthorization[] lists =
        [
            .. builder.Authorization is { } own ? [own] : (QmpAuthorization[])[],
            .. provider.GetKeyedServices<QmpAuthorization>(builder.Name),
            .. provider.GetServices<QmpAuthorization>().Select(shared => Limit(shared, provider, builder)),
        ];
        foreach (QmpAuthorization list in lists)
        {
            all = all?.And(list) ?? list;
        }

        return all;
    }

    // Each pattern has to fit a command of one of the services.
    private static QmpAuthorization Limit(QmpAuthorization shared, IServiceProvider provider, QmpHostingBuilder builder)
    {
        HashSet<string> all = [.. provider.GetServices<QmpHostingBuilder>().SelectMany(static service => service.CommandNames)];
        return shared.FindUnmatched(all) is { } pattern
            ? throw new InvalidOperationException($"The application's QmpAuthorization: no command of its QMP services matches '{QmpDiagnostics.OneLine(pattern)}'; between several patterns are semicolons")
            : shared.LimitTo([.. builder.CommandNames]);
    }

    private static async ValueTask QuitAsync(IQmpHostingExtension[] extensions, string service, CancellationToken cancellationToken)
    {
        foreach (IQmpHostingExtension extension in extensions)
        {
            await extension.OnQuitAsync(service, cancellationToken).ConfigureAwait(false);
        }
    }

    private static List<QmpDispatcher> CreateDispatchers(IServiceProvider provider, QmpHostingBuilder builder, IQmpHostingExtension[] extensions)
    {
        List<QmpDispatcher> dispatchers = [.. builder.Dispatchers.Select(create => Made(() => create(provider), builder, nameof(QmpHostingBuilder.AddDispatcher)))];
        foreach (QmpDispatcher dispatcher in dispatchers)
        {
            CheckDispatcher(builder, dispatcher, dispatchers);
        }

        QmpModule[] missing = FindMissing(builder, dispatchers);
        foreach (IQmpHostingExtension extension in extensions)
        {
            dispatchers.AddRange(extension.CreateDispatchers(builder.Name, missing));
            missing = FindMissing(builder, dispatchers);
        }

        return missing.Length == 0 ? dispatchers : throw new InvalidOperationException(DescribeMissing(builder, missing[0]));
    }

    private static void CheckDispatcher(QmpHostingBuilder builder, QmpDispatcher dispatcher, List<QmpDispatcher> all)
    {
        string name = $"{dispatcher.GetType().Name} of the QMP service '{builder.Name}'";
        if (!builder.Schema.Modules.Contains(dispatcher.Module))
        {
            throw new InvalidOperationException(
                $"{name} belongs to another schema: its module '{dispatcher.Module.Name}' is none of '{builder.Schema.Name}' ({string.Join(", ", builder.Schema.Modules.Select(static module => module.Name))})");
        }

        if (builder.ModulesWithoutCommands.Contains(dispatcher.Module.Name))
        {
            throw new InvalidOperationException($"{name} is there, and WithoutCommandsOf(\"{dispatcher.Module.Name}\") says that nothing runs these commands: leave one of them out");
        }

        if (all.Count(other => other.Module == dispatcher.Module) > 1)
        {
            throw new InvalidOperationException($"{name} is there twice: the commands of the module '{dispatcher.Module.Name}' can be run by one dispatcher only");
        }
    }

    private static QmpModule[] FindMissing(QmpHostingBuilder builder, List<QmpDispatcher> dispatchers) =>
    [
        .. builder.Schema.Modules.Where(module => module.Commands.Any(static command => !BuiltInCommands.Contains(command.Name))
            && !builder.ModulesWithoutCommands.Contains(module.Name)
            && !dispatchers.Exists(dispatcher => dispatcher.Module == module)),
    ];

    private static string DescribeMissing(QmpHostingBuilder builder, QmpModule module)
    {
        const int enough = 3;
        string commands = string.Join(", ", module.Commands.Take(enough).Select(static command => command.Name)) + (module.Commands.Count > enough ? ", ..." : "");

        // By its commands, since this assembly knows no jobs.
        string dispatcher = module.Commands.Any(static command => command.Name == "query-jobs") ? "its generated dispatcher, or a JobDispatcher<TInfo> for jobs of AddQapiJobs()," : "its generated dispatcher";
        return $"Nothing runs the commands of the module '{module.Name}' ({commands}) in the QMP service '{builder.Name}': add {dispatcher} by AddDispatcher(...), "
            + $"or say WithoutCommandsOf(\"{module.Name}\")";
    }
}
