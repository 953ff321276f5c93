using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Proxy;

/// <summary>
/// Whose the names are that <c>getfd</c> has given at the server: it keeps them per monitor, all clients share one, and a name that is given
/// again closes what it stood for. Under the core's gate.
/// </summary>
internal sealed class ProxyDescriptorNames
{
    private readonly Dictionary<string, Holding> _names = new(StringComparer.Ordinal);

    /// <summary>Reads the name from the arguments of <c>getfd</c> or <c>closefd</c>; null if there is none, which the server will say.</summary>
    public static string? Read(ReadOnlySpan<byte> arguments)
    {
        if (arguments.IsEmpty)
        {
            return null;
        }

        var reader = new Utf8JsonReader(arguments, JsonDepth.Reader);
        return JsonElement.TryParseValue(ref reader, out JsonElement? members)
            && members.Value.ValueKind == JsonValueKind.Object
            && members.Value.TryGetProperty("fdname", out JsonElement name)
            && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;
    }

    /// <summary>Whether no name is given, nor on its way.</summary>
    public bool IsEmpty => _names.Count == 0;

    /// <summary>Whether another client has the name, or is about to.</summary>
    public bool IsOfAnother(string name, ProxyClient client) => _names.TryGetValue(name, out Holding? holding) && holding.Owner != client;

    /// <summary>A command that gives the name, or closes it, is on its way.</summary>
    public void Begin(string name, ProxyClient client)
    {
        if (!_names.TryGetValue(name, out Holding? holding))
        {
            _names.Add(name, holding = new Holding(client));
        }

        holding.Pending++;
    }

    /// <summary>It has been answered, or never will be.</summary>
    public void End(string name, bool isGiven)
    {
        if (_names.TryGetValue(name, out Holding? holding))
        {
            holding.Pending--;
            holding.IsGiven |= isGiven;
            ForgetIfFree(name, holding);
        }
    }

    /// <summary>The name has been closed.</summary>
    public void Close(string name)
    {
        if (_names.TryGetValue(name, out Holding? holding))
        {
            holding.IsGiven = false;
            ForgetIfFree(name, holding);
        }
    }

    /// <summary>What a client's name stood for has been used up; it is free, unless the client has given it up and another has it since.</summary>
    public void Use(string name, ProxyClient client)
    {
        if (!IsOfAnother(name, client))
        {
            Close(name);
        }
    }

    /// <summary>Takes a name of this client that stands for something and that nothing is on its way for.</summary>
    public bool TryTake(ProxyClient client, [NotNullWhen(true)] out string? name)
    {
        foreach ((string candidate, Holding holding) in _names)
        {
            if (holding.Owner == client && holding.Pending == 0)
            {
                name = candidate;
                _names.Remove(candidate);
                return true;
            }
        }

        name = null;
        return false;
    }

    /// <summary>The server is gone, and with it what it kept.</summary>
    public void Clear() => _names.Clear();

    private void ForgetIfFree(string name, Holding holding)
    {
        if (holding is { Pending: 0, IsGiven: false })
        {
            _names.Remove(name);
        }
    }

    private sealed class Holding(ProxyClient owner)
    {
        public ProxyClient Owner => owner;

        public int Pending { get; set; }

        public bool IsGiven { get; set; }
    }
}
