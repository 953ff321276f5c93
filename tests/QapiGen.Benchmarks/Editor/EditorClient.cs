using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;

namespace QapiGen.Benchmarks.Editor;

/// <summary>An editor as far as a server sees it: one process, one thread, each message waited for.</summary>
internal sealed class EditorClient : IDisposable
{
    private readonly Process _server;
    private readonly Stream _input;
    private readonly Stream _output;
    private int _lastId;

    private EditorClient(Process server)
    {
        _server = server;
        _input = server.StandardInput.BaseStream;
        _output = new BufferedStream(server.StandardOutput.BaseStream, 64 * 1024);
    }

    /// <summary>What the server holds of memory now, in megabytes.</summary>
    public double Megabytes
    {
        get
        {
            _server.Refresh();
            return _server.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Starts a server, and introduces itself.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The workspace.</param>
    public static EditorClient Start(string program, IEnumerable<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        Process server = Process.Start(start)!;
        server.ErrorDataReceived += static (_, _) => { };
        server.BeginErrorReadLine();
        var client = new EditorClient(server);
        client.Ask("initialize", new { processId = Environment.ProcessId, rootUri = UriOf(folder), capabilities = new { } });
        client.Tell("initialized", new { });
        return client;
    }

    /// <summary>The address of a file.</summary>
    public static string UriOf(string path) => new Uri(path).AbsoluteUri;

    /// <summary>Asks, and waits for the answer.</summary>
    public JsonElement Ask(string method, object parameters)
    {
        int id = ++_lastId;
        Send(new { jsonrpc = "2.0", id, method, @params = parameters });
        while (true)
        {
            JsonElement message = ReadAndAnswer();
            if (message.TryGetProperty("id", out JsonElement answered) && answered.ValueKind == JsonValueKind.Number && answered.GetInt32() == id && !message.TryGetProperty("method", out _))
            {
                return message.TryGetProperty("result", out JsonElement result) ? result : throw new InvalidOperationException($"{method}: {message}");
            }
        }
    }

    /// <summary>Tells something.</summary>
    public void Tell(string method, object parameters) => Send(new { jsonrpc = "2.0", method, @params = parameters });

    /// <summary>Waits for the findings of a version of a document.</summary>
    public void WaitForFindings(string uri, int version)
    {
        while (true)
        {
            JsonElement message = ReadAndAnswer();
            if (message.TryGetProperty("method", out JsonElement method) && method.GetString() == "textDocument/publishDiagnostics"
                && message.GetProperty("params") is { } published && published.GetProperty("uri").GetString() == uri
                && published.TryGetProperty("version", out JsonElement told) && told.GetInt32() == version)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        if (!_server.WaitForExit(10_000))
        {
            _server.Kill();
        }

        _output.Dispose();
        _server.Dispose();
    }

    private void Send(object message)
    {
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(message);
        _input.Write(Encoding.ASCII.GetBytes($"Content-Length: {content.Length}\r\n\r\n"));
        _input.Write(content);
        _input.Flush();
    }

    // A server may ask, too; nothing is all that one gets to know here.
    private JsonElement ReadAndAnswer()
    {
        JsonElement message = Read();
        if (message.TryGetProperty("method", out _) && message.TryGetProperty("id", out JsonElement id))
        {
            Send(new { jsonrpc = "2.0", id, result = (object?)null });
        }

        return message;
    }

    private JsonElement Read()
    {
        int length = -1;
        for (string line = ReadLine(); line.Length > 0 || length < 0; line = ReadLine())
        {
            length = line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) ? int.Parse(line.AsSpan(15), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) : length;
        }

        byte[] content = new byte[length];
        _output.ReadExactly(content);
        using JsonDocument document = JsonDocument.Parse(content);
        return document.RootElement.Clone();
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (int unit = _output.ReadByte(); unit != '\n'; unit = _output.ReadByte())
        {
            line.Append(unit >= 0 ? (char)unit : throw new EndOfStreamException("the server is gone"));
        }

        return line.ToString().TrimEnd('\r');
    }
}
