using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting;

/// <summary>Finds what is wrong with the settings of one service, before the host starts; each fault begins with the key that it is at.</summary>
internal sealed class QmpHostingOptionsValidator(QmpHostingBuilder builder, IConfiguration? configuration) : IValidateOptions<QmpHostingOptions>
{
    /// <summary>The names that a service's section may have.</summary>
    internal static readonly string[] Settings =
    [
        nameof(QmpHostingOptions.Listen), nameof(QmpHostingOptions.Tls), nameof(QmpHostingOptions.AllowRemoteWithoutTls),
        nameof(QmpHostingOptions.Version), nameof(QmpHostingOptions.Package), nameof(QmpHostingOptions.OutOfBand),
        nameof(QmpHostingOptions.ConcurrentCommands), nameof(QmpHostingOptions.Pretty), nameof(QmpHostingOptions.Preconfig),
        nameof(QmpHostingOptions.Compatibility), nameof(QmpHostingOptions.MaxPendingOutputBytes), nameof(QmpHostingOptions.QuitStopsHost),
        nameof(QmpHostingOptions.CloseTimeout), nameof(QmpHostingOptions.MaxConnections), nameof(QmpHostingOptions.CommandsThatOutliveClients),
        nameof(QmpHostingOptions.QuitFrom),
    ];

    /// <summary>The names that its section <c>Tls</c> may have.</summary>
    internal static readonly string[] TlsSettings =
    [
        nameof(QmpHostingTlsOptions.Certificate), nameof(QmpHostingTlsOptions.Key), nameof(QmpHostingTlsOptions.Password), nameof(QmpHostingTlsOptions.ClientCa),
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
        if (configuration is null)
        {
            return [];
        }

        IConfigurationSection section = configuration.GetSection(_key);
        return
        [
            .. FindMisplaced(configuration.GetSection("Qmp")),
            .. SectionFaults.Find(section, Settings, nameof(QmpHostingOptions.Listen), nameof(QmpHostingOptions.Tls)),
            .. SectionFaults.Find(section.GetSection(nameof(QmpHostingOptions.Tls)), TlsSettings),
        ];
    }

    // Where a service's name was forgotten. Sections of other names may be those of other programs.
    private IEnumerable<string> FindMisplaced(IConfigurationSection all) =>
        from child in all.GetChildren()
        where Settings.Contains(child.Key, StringComparer.OrdinalIgnoreCase) && !builder.IsNameOfService(child.Key)
        select $"{child.Path} is no setting: those of a service stand under its name, {_key}:{child.Key}";

    private IEnumerable<string> FindFaults(QmpHostingOptions options)
    {
        bool usesTls = builder.Addresses.Exists(static item => item.Address.UsesTls && item.Options is null);
        for (int i = 0; i < options.Listen.Count; i++)
        {
            if (Fault($"Listen:{i}", () => usesTls |= QmpAddress.Parse(options.Listen[i]).UsesTls) is { } fault)
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
        else if (!hasCertificate && (options.Tls.Key.Length != 0 || options.Tls.ClientCa.Length != 0))
        {
            yield return $"{_key}:Tls:Certificate is missing, and other settings of {_key}:Tls are there";
        }

        if (Fault("Version", () => QmpServiceFactory.ParseVersion(options.Version, options.Package)) is { } version)
        {
            yield return version;
        }

        if (Fault("Compatibility", () => QmpCompatibilityPolicy.Parse(options.Compatibility)) is { } compatibility)
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

        if (builder.FindUnmatched(options.CommandsThatOutliveClients ?? "") is { } pattern)
        {
            yield return $"{_key}:CommandsThatOutliveClients: no command of the service matches '{pattern}'; between several are semicolons";
        }
    }

    private string? Fault(string setting, Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return $"{_key}:{setting}: {e.Message}";
        }
    }
}
