using System;
using System.IO;
using System.Text.Json;
using QapiGen.Runtime.Proxy;

namespace QapiGen.Cli.Commands.Proxy;

/// <summary>Who sent which command: JSON lines, appended to a file, each on the disk's way before the command goes.</summary>
internal sealed class AuditFile : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public AuditFile(string path) => _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);

    /// <summary>Writes a line: <c>{"at": "…", "client": 3, "peer": "…", "execute": "quit", "allowed": true}</c>.</summary>
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
        _file.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();
}
