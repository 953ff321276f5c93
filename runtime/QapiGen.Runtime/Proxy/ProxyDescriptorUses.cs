using System;
using System.Collections.Generic;
using System.Text.Json;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Proxy;

/// <summary>
/// The names of descriptors that a command uses: where QEMU's commands take one that <c>getfd</c> has given. It takes the descriptor out of the monitor
/// by it, so that the name is free once the command has succeeded.
/// </summary>
/// <remarks>
/// Members: <c>fd</c>, <c>fdname</c>, <c>vhostfd</c>; <c>fds</c> and <c>vhostfds</c>, with colons between; <c>str</c>, of a socket address of type
/// <c>fd</c>; and <c>uri</c> and <c>protocol</c>, as <c>fd:NAME</c>.
/// </remarks>
internal static class ProxyDescriptorUses
{
    private const string Scheme = "fd:";

    /// <summary>Reads them from the arguments of a command, whichever it is; null for none.</summary>
    public static List<string>? Read(ReadOnlySpan<byte> arguments)
    {
        List<string>? names = null;
        var reader = new Utf8JsonReader(arguments, JsonDepth.Reader);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || KindOf(ref reader) is not { } kind)
            {
                continue;
            }

            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                continue;
            }

            string text = reader.GetString()!;
            if (kind == Kind.Address)
            {
                Add(ref names, text.StartsWith(Scheme, StringComparison.Ordinal) ? text[Scheme.Length..] : string.Empty);
                continue;
            }

            foreach (string name in kind == Kind.Names ? text.Split(':') : [text])
            {
                Add(ref names, name);
            }
        }

        return names;
    }

    private static void Add(ref List<string>? names, string name)
    {
        // A number is the descriptor itself, inherited when the program was started.
        if (name.Length > 0 && !char.IsAsciiDigit(name[0]))
        {
            (names ??= []).Add(name);
        }
    }

    private static Kind? KindOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("fd"u8) || reader.ValueTextEquals("fdname"u8) || reader.ValueTextEquals("vhostfd"u8) || reader.ValueTextEquals("str"u8) ? Kind.Name
        : reader.ValueTextEquals("fds"u8) || reader.ValueTextEquals("vhostfds"u8) ? Kind.Names
        : reader.ValueTextEquals("uri"u8) || reader.ValueTextEquals("protocol"u8) ? Kind.Address
        : null;

    private enum Kind
    {
        Name,
        Names,
        Address,
    }
}
