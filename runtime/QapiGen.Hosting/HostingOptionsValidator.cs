using System;
using System.Collections.Generic;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Compatibility;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting;

/// <summary>Finds what is wrong with the settings of one service, before the host starts; each fault begins with the key that it is at.</summary>
internal sealed class HostingOptionsValidator(QmpHostingBuilder builder, IServiceProvider services) : IValidateOptions<QmpHostingOptions>
{
    /// <summary>The names that a service's section may have.</summary>
    internal static readonly (string Name, Type Type)[] Settings =
    [
        (nameof(QmpHostingOptions.Listen), typeof(IList<string>)), (nameof(QmpHostingOptions.Tls), typeof(QmpHostingTlsOptions)), (nameof(QmpHostingOptions.AllowRemoteWithoutTls), typeof(bool)),
        (nameof(QmpHostingOptions.Version), typeof(string)), (nameof(QmpHostingOptions.Package), typeof(string)), (nameof(QmpHostingOptions.OutOfBand), typeof(bool)),
        (nameof(QmpHostingOptions.ConcurrentCommands), typeof(bool)), (nameof(QmpHostingOptions.Pretty), typeof(bool)), (nameof(QmpHostingOptions.Preconfig), typeof(bool)),
        (nameof(QmpHostingOptions.Compatibility), typeof(string)), (nameof(QmpHostingOptions.MaxPendingOutputBytes), typeof(int)), (nameof(QmpHostingOptions.QuitStopsHost), typeof(bool)),
        (nameof(QmpHostingOptions.CloseTimeout), typeof(TimeSpan)), (nameof(QmpHostingOptions.MaxConnections), typeof(int?)), (nameof(QmpHostingOptions.CommandsThatOutliveClients), typeof(string)),
        (nameof(QmpHostingOptions.QuitFrom), typeof(QmpQuitSource?)),
    ];

    /// <summary>The names that its section <c>Tls</c> may have.</summary>
    internal static readonly (string Name, Type Type)[] TlsSettings =
    [
        (nameof(QmpHostingTlsOptions.Certificate), typeof(string)), (nameof(QmpHostingTlsOptions.Key), typeof(string)), (nameof(QmpHostingTlsOptions.Password), typeof(string)), (nameof(QmpHostingTlsOptions.ClientCa), typeof(string)),
    ];

    private readonly string _key = "Qmp:" + builder.Name;

    public ValidateOptionsResult Validate(string? optionsName, QmpHostingOptions options)
    {
        if (optionsName != builder.Name)
        {
            return ValidateOptionsResult.Skip;
        }

        string[] faults = [.. FindUnknownSettings(), .. FindFaults(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> FindUnknownSettings()
    {
        if (services.GetService<IConfiguration>() is not { } configuration)
        {
            return [];
        }

        IConfigurationSection section = configuration.GetSection(_key);
        return
        [
            // Sections of other names may be those of other programs.
            .. SectionFaults.FindMisplaced(configuration.GetSection("Qmp"), Settings, $"those of a service stand under its name, {_key}", child => builder.IsNameOfService(child.Key)),
            .. new SectionName("Qmp", builder.Name).FindFaults(services),
            .. SectionFaults.Find(section, Settings),
            .. SectionFaults.Find(section.GetSection(nameof(QmpHostingOptions.Tls)), TlsSettings),

            // A variable of the environment that is set to nothing, as a rule; who meant it would have everybody served.
            .. section.GetSection($"{nameof(QmpHostingOptions.Tls)}:{nameof(QmpHostingTlsOptions.ClientCa)}") is { Value: "" } authority
                ? [$"{authority.Path} is empty: clients wouldn't be asked for a certificate; leave it out if that is meant"]
                : Array.Empty<string>(),
        ];
    }

    private IEnumerable<string> FindFaults(QmpHostingOptions options)
    {
        bool usesTls = builder.Addresses.Exists(static item => item.Address.UsesTls && item.Options is null);
        for (int i = 0; i < options.Listen.Count; i++)
        {
            // One that is a section in configuration is told by its own key.
            if (options.Listen[i] is not null && Fault(KeyOf(options.Listen, i), () => usesTls |= QmpAddress.Parse(options.Listen[i]).UsesTls) is { } fault)
            {
                yield return fault;
            }
        }

        bool hasCertificate = options.Tls.Certificate.Length != 0;
        if (usesTls && !hasCertificate)
        {
            yield return $"{_key}:Tls:Certificate is missing: an address of the service begins with 'tls:'";
        }
        else if (!usesTls && hasCertificate)
        {
            yield return $"{_key}:Tls:Certificate is set, and no address of the service begins with 'tls:': nothing would speak TLS";
        }
        else if (!hasCertificate && (options.Tls.Key.Length != 0 || options.Tls.Password.Length != 0 || options.Tls.ClientCa.Length != 0))
        {
            yield return $"{_key}:Tls:Certificate is missing, and other settings of {_key}:Tls are there";
        }

        if (Fault($"{_key}:Version", () => ServiceFactory.ParseVersion(options.Version, options.Package)) is { } version)
        {
            yield return version;
        }

        if (Fault($"{_key}:Compatibility", () => QmpCompatibilityPolicy.Parse(options.Compatibility)) is { } compatibility)
        {
            yield return compatibility;
        }

        if (options.MaxPendingOutputBytes <= 0)
        {
            yield return $"{_key}:MaxPendingOutputBytes: {options.MaxPendingOutputBytes} is not more than 0";
        }

        if (options.MaxConnections <= 0)
        {
            yield return $"{_key}:MaxConnections: {options.MaxConnections} is not more than 0";
        }

        if (SectionFaults.Check($"{_key}:CloseTimeout", options.CloseTimeout) is { } time)
        {
            yield return time;
        }

        if (options.QuitFrom is { } source && !Enum.IsDefined(source))
        {
            yield return $"{_key}:QuitFrom: '{source}' is none of {string.Join(", ", Enum.GetNames<QmpQuitSource>())}";
        }

        if (options.CommandsThatOutliveClients is { Length: > 0 } commands && builder.FindUnmatched(commands) is { } pattern)
        {
            yield return $"{_key}:CommandsThatOutliveClients: no command of the service matches '{QmpDiagnostics.OneLine(pattern)}'; between several are semicolons";
        }
    }

    private string KeyOf(IList<string> listen, int index) =>
        SectionFaults.KeyOfElement(services.GetService<IConfiguration>()?.GetSection($"{_key}:Listen"), $"{_key}:Listen", index, listen[index]);

    private static string? Fault(string key, Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return $"{key}: {e.Message}";
        }
    }
}
