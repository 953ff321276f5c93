using System;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace DashboardSample;

/// <summary>What <c>--urls</c> takes: http addresses, separated by semicolons.</summary>
internal static class ListenAddress
{
    /// <summary>What is wrong with the first that can't be served; null if all can.</summary>
    public static string? FaultOf(string urls)
    {
        string[] each = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (string url in each)
        {
            if (!TryParse(url, out BindingAddress? address))
            {
                return $"--urls takes addresses such as http://127.0.0.1:5080, not '{url}'";
            }

            if (!string.Equals(address.Scheme, "http", StringComparison.OrdinalIgnoreCase))
            {
                return $"--urls: '{url}' wants a certificate, and the sample has none: serve http, behind a proxy that has one";
            }

            if (address.IsNamedPipe || (address.Port == 0 && string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase)))
            {
                return $"--urls: '{url}' can't be served: write an address for a port that is free, http://127.0.0.1:0";
            }

            if (!IsOfThisMachine(address))
            {
                return $"--urls: '{url}' names no address to listen at: write one such as 127.0.0.1, localhost, unix:/PATH, or * for all that the machine has";
            }

            if (!string.IsNullOrEmpty(address.PathBase))
            {
                return $"--urls: '{url}' has a path, which no address to listen at has";
            }
        }

        return each.Length == 0 ? "--urls takes an address at least, such as http://127.0.0.1:5080" : null;
    }

    /// <summary>Whether it is all addresses of the machine, of which none is one to open.</summary>
    public static bool IsEvery(string url) => TryParse(url, out BindingAddress? address) && (address.Host is "*" or "+" or "0.0.0.0" or "[::]");

    /// <summary>What one opens in a browser of this machine.</summary>
    public static string ToOpen(string url) => IsEvery(url) ? $"http://127.0.0.1:{BindingAddress.Parse(url).Port}" : url;

    // Of any other host Kestrel makes all addresses of the machine: not what a mistyped one means.
    private static bool IsOfThisMachine(BindingAddress address) =>
        address.IsUnixPipe || address.Host is "*" or "+" || string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(address.Host, out _);

    private static bool TryParse(string url, [NotNullWhen(true)] out BindingAddress? address)
    {
        try
        {
            address = BindingAddress.Parse(url);
            return address.IsUnixPipe || address.IsNamedPipe || address.Port is >= 0 and <= 65535;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            address = null;
            return false;
        }
    }
}
