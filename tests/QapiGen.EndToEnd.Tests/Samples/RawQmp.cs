using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;

namespace QapiGen.EndToEnd.Tests.Samples;

/// <summary>The plainest client there can be: lines on a socket. It shares no code with what it tests.</summary>
internal sealed class RawQmp : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private RawQmp(Socket socket)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(stream);
        _writer = new StreamWriter(stream) { AutoFlush = true };
    }

    /// <summary>Events met so far: <c>NAME id status</c> for a job's, else the name.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Connects as soon as somebody listens.</summary>
    public static async Task<RawQmp> ConnectAsync(string path)
    {
        for (int attempt = 0; ; attempt++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
                return new RawQmp(socket);
            }
            catch (SocketException) when (attempt < 600)
            {
                socket.Dispose();
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Reads one message.</summary>
    public async Task<JsonElement> ReadAsync()
    {
        string? line = await _reader.ReadLineAsync().WaitAsync(Patience);
        return JsonElement.Parse(line ?? throw new EndOfStreamException());
    }

    /// <summary>Sends a text as it is, and gives the next message that is no event.</summary>
    public async Task<JsonElement> SendAsync(string text)
    {
        await _writer.WriteAsync(text);
        while (true)
        {
            JsonElement message = await ReadAsync();
            if (!Note(message))
            {
                return message;
            }
        }
    }

    /// <summary>Reads events until this one.</summary>
    public async Task WaitForAsync(string expected)
    {
        while (!Events.Contains(expected))
        {
            Note(await ReadAsync());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    private bool Note(JsonElement message)
    {
        if (!message.TryGetProperty("event", out JsonElement name))
        {
            return false;
        }

        JsonElement data = message.GetProperty("data");
        Events.Add(name.GetString() == "JOB_STATUS_CHANGE"
            ? $"{data.GetProperty("id").GetString()} {data.GetProperty("status").GetString()}"
            : name.GetString()!);
        return true;
    }
}
