using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Stores.Tests.Support;

/// <summary>A client that is lines on a socket. It shares no code with what it tests.</summary>
/// <remarks>For one flow at a time. A host that dies is an <see cref="IOException"/>.</remarks>
internal sealed class QmpLines : IDisposable
{
    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(2);

    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private QmpLines(Socket socket)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(stream);
        _writer = new StreamWriter(stream) { AutoFlush = true };
    }

    /// <summary>The moves of jobs that were told, in order: id and status.</summary>
    public List<(string Id, string Status)> Moves { get; } = [];

    /// <summary>Is told of each move as it comes.</summary>
    public Action<string, string>? OnMove { get; set; }

    /// <summary>Connects as soon as the host listens, and negotiates.</summary>
    public static async Task<QmpLines> ConnectAsync(string path, HostProcess host)
    {
        for (int tries = 0; ; tries++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
                var client = new QmpLines(socket);
                await client.ReadAsync();
                await client.ReturnAsync("qmp_capabilities");
                return client;
            }
            catch (SocketException)
            {
                socket.Dispose();
                if (host.HasExited || tries == 6000)
                {
                    throw new IOException($"The host doesn't listen: {(host.HasExited ? await host.EndAsync() : default)}");
                }

                await Task.Delay(20);
            }
        }
    }

    /// <summary>Executes a command; gives the reply. Events that come before it are noted.</summary>
    public async Task<JsonElement> ExecuteAsync(string command, params (string Name, JsonNode? Value)[] arguments)
    {
        var members = new JsonObject();
        foreach ((string name, JsonNode? value) in arguments)
        {
            members.Add(name, value);
        }

        await _writer.WriteAsync(new JsonObject { ["execute"] = command, ["arguments"] = members }.ToJsonString());
        while (true)
        {
            JsonElement message = await ReadAsync();
            if (!Note(message))
            {
                return message;
            }
        }
    }

    /// <summary>Executes a command that has to succeed.</summary>
    public async Task<JsonElement> ReturnAsync(string command, params (string Name, JsonNode? Value)[] arguments)
    {
        JsonElement reply = await ExecuteAsync(command, arguments);
        return reply.TryGetProperty("return", out JsonElement result) ? result : throw new InvalidOperationException($"{command}: {reply}");
    }

    /// <summary>All jobs by their ids.</summary>
    public async Task<Dictionary<string, JobRow>> QueryAsync()
    {
        var jobs = new Dictionary<string, JobRow>(StringComparer.Ordinal);
        foreach (JsonElement job in (await ReturnAsync("query-jobs")).EnumerateArray())
        {
            jobs.Add(job.GetProperty("id").GetString()!, new JobRow(
                job.GetProperty("status").GetString()!,
                job.GetProperty("current-progress").GetInt64(),
                job.GetProperty("total-progress").GetInt64(),
                job.TryGetProperty("error", out JsonElement error) ? error.GetString() : null));
        }

        return jobs;
    }

    /// <summary>Reads until a job is said to be in a status.</summary>
    public async Task WaitForAsync(string id, string status)
    {
        while (!Moves.Contains((id, status)))
        {
            Note(await ReadAsync());
        }
    }

    /// <summary>Reads events until the host is gone.</summary>
    public async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                Note(await ReadAsync(s_guard * 100));
            }
        }
        catch (IOException)
        {
            // That is the end.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    private Task<JsonElement> ReadAsync() => ReadAsync(s_guard);

    private async Task<JsonElement> ReadAsync(TimeSpan guard)
    {
        string line = await _reader.ReadLineAsync().WaitAsync(guard) ?? throw new EndOfStreamException();
        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException)
        {
            // Cut off with its host.
            throw new EndOfStreamException();
        }
    }

    private bool Note(JsonElement message)
    {
        if (!message.TryGetProperty("event", out JsonElement name))
        {
            return false;
        }

        if (name.GetString() == "JOB_STATUS_CHANGE")
        {
            JsonElement data = message.GetProperty("data");
            (string id, string status) = (data.GetProperty("id").GetString()!, data.GetProperty("status").GetString()!);
            Moves.Add((id, status));
            OnMove?.Invoke(id, status);
        }

        return true;
    }
}

/// <summary>A job as <c>query-jobs</c> tells it.</summary>
internal sealed record JobRow(string Status, long Current, long Total, string? Error);
