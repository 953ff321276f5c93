using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.ConformanceHost;

/// <summary>Implements every generated interface: does what the transcripts of the protocol layers need and refuses the rest.</summary>
public class RecordedCommands : DispatchProxy
{
    private static readonly QmpEventDescriptor Resume = new("RESUME");

    /// <summary>What all modules share.</summary>
    public RecordedState State { get; set; } = null!;

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        ArgumentNullException.ThrowIfNull(args);
        switch (targetMethod.Name)
        {
            case "QueryJobsAsync" or "QueryCpusFastAsync":
                return EmptyList(targetMethod.ReturnType);
            case "BlockdevAddAsync" when PipePath(args[0]!) is { } path:
                return new ValueTask(State.Arguments.Block(path, (CancellationToken)args[^1]!));
            case "XExitPreconfigAsync":
                State.Service!.IsPreconfig = false;
                return default(ValueTask);
            case "ContAsync":
                State.Service!.Emit(Resume, default(NoData));
                return default(ValueTask);
            case "YankAsync":
                throw new QmpErrorException(QmpErrorClass.DeviceNotFound, "Instance not found");
            case { } name when name.StartsWith("Job", StringComparison.Ordinal):
                throw new QmpErrorException("Job not found");
            default:
                throw new QmpErrorException($"{targetMethod.Name} is not executed here");
        }
    }

    // driver=blkdebug with a config file that is a named pipe.
    private static string? PipePath(object options) => options.GetType().GetProperty("Config")?.GetValue(options) as string;

    private static object EmptyList(Type task)
    {
        Type list = task.GetGenericArguments().Single();
        Type element = list.GetInterfaces().Append(list)
            .Single(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            .GetGenericArguments().Single();
        return Activator.CreateInstance(task, Array.CreateInstance(element, 0))!;
    }
}
