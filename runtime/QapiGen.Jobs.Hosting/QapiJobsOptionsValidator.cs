using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QapiGen.Hosting;

namespace QapiGen.Jobs.Hosting;

/// <summary>Finds what is wrong with the settings of jobs, before the host starts; each fault begins with the key that it is at.</summary>
internal sealed class QapiJobsOptionsValidator(IServiceProvider services, HostOptions host) : IValidateOptions<QapiJobsOptions>
{
    public const string Key = "Qapi:Jobs";

    internal static readonly (string Name, Type Type)[] Settings =
    [
        (nameof(QapiJobsOptions.MaxRunningJobs), typeof(int)), (nameof(QapiJobsOptions.ShutdownMode), typeof(JobShutdownMode)), (nameof(QapiJobsOptions.ShutdownPatience), typeof(TimeSpan)), (nameof(QapiJobsOptions.ShutdownTime), typeof(TimeSpan?)),
        (nameof(QapiJobsOptions.SendsError), typeof(bool)),
    ];

    public ValidateOptionsResult Validate(string? name, QapiJobsOptions options)
    {
        string[] faults = [.. FindUnknownSettings(), .. FindFaults(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> FindUnknownSettings() => services.GetService<IConfiguration>() is not { } configuration ? [] :
    [
        .. SectionFaults.FindMisplaced(configuration.GetSection("Qapi"), Settings, $"those of jobs stand in their section, {Key}", static _ => false),
        .. new SectionName("Qapi", "Jobs").FindFaults(services),
        .. SectionFaults.Find(configuration.GetSection(Key), Settings),
    ];

    private IEnumerable<string> FindFaults(QapiJobsOptions options)
    {
        if (options.MaxRunningJobs < 1)
        {
            yield return $"{Key}:MaxRunningJobs: {options.MaxRunningJobs} is less than 1";
        }

        if (!Enum.IsDefined(options.ShutdownMode))
        {
            yield return $"{Key}:ShutdownMode: '{options.ShutdownMode}' is none of {string.Join(", ", Enum.GetNames<JobShutdownMode>())}";
        }

        if (options.ShutdownPatience < TimeSpan.Zero)
        {
            yield return $"{Key}:ShutdownPatience: {options.ShutdownPatience} is less than no time";
        }

        if (options.ShutdownPatience > TimeSpan.FromDays(1))
        {
            yield return $"{Key}:ShutdownPatience: {options.ShutdownPatience} is more than a day; a number by itself is days, and 00:00:05 five seconds";
        }

        if (options.ShutdownTime < TimeSpan.Zero)
        {
            yield return $"{Key}:ShutdownTime: {options.ShutdownTime} is less than no time";
        }

        if (options.ShutdownTime > TimeSpan.FromDays(1))
        {
            yield return $"{Key}:ShutdownTime: {options.ShutdownTime} is more than a day; a number by itself is days, and 00:00:05 five seconds";
        }
        else if (host.ShutdownTimeout != Timeout.InfiniteTimeSpan && options.ShutdownTime >= host.ShutdownTimeout)
        {
            yield return $"{Key}:ShutdownTime: {options.ShutdownTime} is not less than the time that the host stops in, HostOptions.ShutdownTimeout ({host.ShutdownTimeout}): "
                + "clients hear of the end of jobs, and connections are closed, after that";
        }
    }
}
