using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;

namespace QapiGen.ConformanceHost;

/// <summary>Makes a service of everything that was generated for one schema.</summary>
/// <remarks>
/// Every module's commands are decoded by generated code and then handed to <see cref="RecordedCommands"/>, one class for all the interfaces,
/// so that the host builds with any schema.
/// </remarks>
public static class ConformanceService
{
    /// <summary>Commands that the service answers itself; a module with nothing else gets no dispatcher.</summary>
    private static readonly string[] BuiltIn = ["qmp_capabilities", "query-version", "query-commands", "query-qmp-schema", "quit"];

    /// <summary>Whether the host was built with QEMU's schemas.</summary>
    public static bool HasQemuSchemas => Types(isEmulator: true).Any();

    /// <summary>Makes the service.</summary>
    public static QmpService Create(ConformanceArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var state = new RecordedState(arguments);
        Type[] types = [.. Types(arguments.IsEmulator)];
        var schema = (QmpCompiledSchema)types
            .Select(type => type.GetProperty("Instance", BindingFlags.Public | BindingFlags.Static))
            .Single(property => property?.PropertyType == typeof(QmpCompiledSchema))!
            .GetValue(null)!;
        List<QmpDispatcher> dispatchers =
        [
            .. types.Where(type => type.IsSubclassOf(typeof(QmpDispatcher)))
                .Select(type => Implement(type, state))
                .Where(dispatcher => dispatcher.Module.Commands.Any(command => !BuiltIn.Contains(command.Name))),
        ];
        var service = new QmpService(schema, dispatchers, new QmpServiceOptions
        {
            Name = "conformance",
            Version = new QmpVersion(7, 2, 22, "Debian 1:7.2+dfsg-7+deb12u18+b3"),
            IsPretty = arguments.IsPretty,
            StartsInPreconfig = arguments.IsPreconfig,
            Compatibility = arguments.Compatibility,
            EventRateLimits = QmpEventRateLimit.Qemu72,

            // As QEMU's do: a command goes on when its client is gone.
            CommandsThatOutliveClients = "*",

            // QEMU's greeting, to the byte.
            OffersLongQueue = false,
        });
        state.Service = service;
        return service;
    }

    private static IEnumerable<Type> Types(bool isEmulator) =>
        typeof(ConformanceService).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(ConformanceService).Namespace + (isEmulator ? ".Emulator" : ".StorageDaemon"));

    private static RecordedDispatcher Implement(Type dispatcher, RecordedState state)
    {
        Type contract = dispatcher.GetConstructors().Single().GetParameters().Single().ParameterType;
        var commands = (RecordedCommands)DispatchProxy.Create(contract, typeof(RecordedCommands));
        commands.State = state;
        return new RecordedDispatcher((QmpDispatcher)Activator.CreateInstance(dispatcher, commands)!);
    }
}
