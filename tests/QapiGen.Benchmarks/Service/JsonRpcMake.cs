using System;
using System.IO;
using StreamJsonRpc;

namespace QapiGen.Benchmarks.Service;

/// <summary>The set-ups of StreamJsonRpc that are compared: its formatters, each in its usual framing.</summary>
internal static class JsonRpcMake
{
    public const string Json = "StreamJsonRpc, JSON";
    public const string JsonLines = "StreamJsonRpc, JSON lines";
    public const string MessagePack = "StreamJsonRpc, MessagePack";

    /// <summary>Messages of one set-up on a stream.</summary>
    /// <param name="make">Its name, as above.</param>
    /// <param name="stream">Where they come and go; closed with the handler.</param>
    public static IJsonRpcMessageHandler Open(string make, Stream stream) => make switch
    {
        Json => new HeaderDelimitedMessageHandler(stream, new SystemTextJsonFormatter()),
        JsonLines => new NewLineDelimitedMessageHandler(stream, stream, new SystemTextJsonFormatter()),
        MessagePack => new LengthHeaderMessageHandler(stream, stream, new MessagePackFormatter()),
        _ => throw new ArgumentException($"There is no set-up '{make}'.", nameof(make)),
    };
}
