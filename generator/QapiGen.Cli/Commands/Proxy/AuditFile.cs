using System;
using System.IO;
using System.Text.Json;
using QapiGen.Cli.Output;
using QapiGen.Runtime.Proxy;

namespace QapiGen.Cli.Commands.Proxy;

/// <summary>Who sent which command: JSON lines, appended to a file, each on the disk's way before the command goes. What isn't written doesn't go.</summary>
internal sealed class AuditFile : IDisposable
{
    private readonly FileStream _file;
    private readonly TextWriter _error;
    private bool _isFailing;

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">Is told when it can't be written, and when it can be again.</param>
    /// <exception cref="IOException">It can't be opened.</exception>
    public AuditFile(string path, TextWriter error)
    {
        // Without a buffer, which would keep a line that failed and write it with a later one.
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _error = error;
    }

    /// <summary>Writes a line: <c>{"at": "…", "client": 3, "peer": "…", "execute": "quit", "allowed": true}</c>.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public void Write(QmpProxyAuditEntry entry)
    {
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            writer.WriteString("at", entry.At.UtcDateTime);
            writer.WriteNumber("client", entry.Client);
            writer.WriteString("peer", entry.Peer);
            writer.WriteString(entry.IsOutOfBand ? "exec-oob" : "execute", entry.Command);
            writer.WriteBoolean("allowed", entry.IsAllowed);
            writer.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        long end = _file.Position;
        try
        {
            _file.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
        }
        catch (IOException e)
        {
            TakeBack(end);
            Say(isFailing: true, $"qapigen: the audit can't be written, and so no command passes: {e.Message}");
            throw;
        }

        Say(isFailing: false, "qapigen: the audit is written again, and commands pass");
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Takes back a part of a line, so that the next one begins on a line of its own.</summary>
    private void TakeBack(long end)
    {
        try
        {
            _file.SetLength(end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // It isn't a file, or has gone.
        }
    }

    private void Say(bool isFailing, string text)
    {
        if (_isFailing != isFailing)
        {
            _isFailing = isFailing;
            _error.WriteLine(TerminalText.Escape(text));
            _error.Flush();
        }
    }
}
