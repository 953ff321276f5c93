using System;
using System.Collections.Generic;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting.Clients;

/// <summary>Finds what is wrong with the settings of one client, before the host starts; each fault begins with the key that it is at.</summary>
internal sealed class HostedClientOptionsValidator(string name, IServiceProvider services) : IValidateOptions<QmpHostedClientOptions>
{
    /// <summary>The names that a client's section may have.</summary>
    internal static readonly (string Name, Type Type)[] Settings =
    [
        (nameof(QmpHostedClientOptions.Address), typeof(string)), (nameof(QmpHostedClientOptions.GuestAgent), typeof(bool)), (nameof(QmpHostedClientOptions.OutOfBand), typeof(bool)),
        (nameof(QmpHostedClientOptions.QuerySchema), typeof(bool)), (nameof(QmpHostedClientOptions.HandshakeTimeout), typeof(TimeSpan)), (nameof(QmpHostedClientOptions.CallTimeout), typeof(TimeSpan?)),
        (nameof(QmpHostedClientOptions.InitialDelay), typeof(TimeSpan)), (nameof(QmpHostedClientOptions.MaxDelay), typeof(TimeSpan)), (nameof(QmpHostedClientOptions.MaxAttempts), typeof(int?)),
    ];

    private readonly string _key = "QmpClient:" + name;

    public ValidateOptionsResult Validate(string? optionsName, QmpHostedClientOptions options)
    {
        if (optionsName != name)
        {
            return ValidateOptionsResult.Skip;
        }

        string[] faults =
        [
            .. services.GetService<IConfiguration>() is { } configuration ? SectionFaults.FindUnderName(configuration.GetSection("QmpClient"), name, "client", Settings) : [],
            .. new SectionName("QmpClient", name).FindFaults(services),
            .. FindFaults(options),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> FindFaults(QmpHostedClientOptions options)
    {
        if (!QmpAddress.TryParse(options.Address, out QmpAddress? address, out string? noAddress))
        {
            yield return $"{_key}:Address: {noAddress}";
        }
        else if (options.FindTls() is not null && address.Kind != QmpAddressKind.Tcp)
        {
            yield return $"{_key}:Address: {address} speaks no TLS, for which UseTls(...) has settings; tls:HOST:PORT does";
        }

        if (options.FindTls() is { } tls && (tls.Client is { } client ? CertificatePurposes.WhyNotOfClient(client) : "there are no settings for clients in it: set QmpTlsOptions.Client") is { } noClient)
        {
            yield return $"The QMP client '{name}': UseTls(...): {noClient}";
        }

        (string Name, TimeSpan? Time)[] times =
        [
            (nameof(options.HandshakeTimeout), options.HandshakeTimeout), (nameof(options.CallTimeout), options.CallTimeout),
            (nameof(options.InitialDelay), options.InitialDelay), (nameof(options.MaxDelay), options.MaxDelay),
        ];
        foreach ((string setting, TimeSpan? time) in times)
        {
            if (time is { } some && (some == TimeSpan.Zero || (some < TimeSpan.Zero && setting.EndsWith("Delay", StringComparison.Ordinal)) ? $"{_key}:{setting} is no time at all" : SectionFaults.Check($"{_key}:{setting}", some)) is { } fault)
            {
                yield return fault;
            }
        }

        if (options.MaxDelay < options.InitialDelay)
        {
            yield return $"{_key}:MaxDelay: {options.MaxDelay} is less than {_key}:InitialDelay, {options.InitialDelay}";
        }

        if (options.MaxAttempts < 1)
        {
            yield return $"{_key}:MaxAttempts: {options.MaxAttempts} is less than 1";
        }
    }
}
