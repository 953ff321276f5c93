using System;
using System.Collections.Generic;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QapiGen.Hosting;
using QapiGen.Qemu.Processes;

namespace QapiGen.Qemu.Hosting;

/// <summary>Finds what is wrong with the settings of one program, before the host starts; each fault begins with the key that it is at.</summary>
internal sealed class QemuHostingOptionsValidator(string name, IServiceProvider services) : IValidateOptions<QemuHostingOptions>
{
    /// <summary>The names that a program's section may have.</summary>
    internal static readonly (string Name, Type Type)[] Settings =
    [
        (nameof(QemuHostingOptions.Program), typeof(string)), (nameof(QemuHostingOptions.Arguments), typeof(IList<string>)), (nameof(QemuHostingOptions.Kind), typeof(QemuProgramKind?)), (nameof(QemuHostingOptions.ExitWithParent), typeof(bool)),
        (nameof(QemuHostingOptions.StartTimeout), typeof(TimeSpan)), (nameof(QemuHostingOptions.GuestAgent), typeof(bool)), (nameof(QemuHostingOptions.SerialConsole), typeof(bool)),
        (nameof(QemuHostingOptions.ConsoleLogFile), typeof(string)), (nameof(QemuHostingOptions.WorkingDirectory), typeof(string)), (nameof(QemuHostingOptions.Environment), typeof(IDictionary<string, string>)),
        (nameof(QemuHostingOptions.PowerDown), typeof(TimeSpan)), (nameof(QemuHostingOptions.Quit), typeof(TimeSpan)), (nameof(QemuHostingOptions.Terminate), typeof(TimeSpan)),
    ];

    private readonly string _key = "Qemu:" + name;

    public ValidateOptionsResult Validate(string? optionsName, QemuHostingOptions options)
    {
        if (optionsName != name)
        {
            return ValidateOptionsResult.Skip;
        }

        string[] faults =
        [
            .. services.GetService<IConfiguration>() is { } configuration ? SectionFaults.FindUnderName(configuration.GetSection("Qemu"), name, "program", Settings) : [],
            .. new SectionName("Qemu", name).FindFaults(services),
            .. FindFaults(options),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> FindFaults(QemuHostingOptions options)
    {
        if (options.Program.Length == 0)
        {
            yield return $"{_key}:Program is missing";
        }

        (string Name, TimeSpan Time)[] times =
        [
            (nameof(options.StartTimeout), options.StartTimeout), (nameof(options.PowerDown), options.PowerDown),
            (nameof(options.Quit), options.Quit), (nameof(options.Terminate), options.Terminate),
        ];
        foreach ((string setting, TimeSpan time) in times)
        {
            bool isNone = setting == nameof(options.StartTimeout) && time <= TimeSpan.Zero;
            if ((isNone ? $"{_key}:{setting}: {time} is no time at all" : SectionFaults.Check($"{_key}:{setting}", time)) is { } fault)
            {
                yield return fault;
            }
        }

        if (options.ConsoleLogFile is "")
        {
            yield return $"{_key}:ConsoleLogFile is empty; leave it out if there is to be none";
        }
        else if (options.ConsoleLogFile is not null && !options.SerialConsole)
        {
            yield return $"{_key}:ConsoleLogFile: there is no console, set SerialConsole";
        }
    }
}
