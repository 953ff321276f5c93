using System;
using System.Collections.Concurrent;
using System.IO;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>Files on disk, read again when time or length have changed.</summary>
internal sealed class DiskFiles
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Reads a file; the same object as long as it doesn't change.</summary>
    /// <param name="path">Its path, absolute and normalized.</param>
    /// <param name="failure">Why it can't be had.</param>
    public SchemaFile? Read(string path, out string? failure)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
            {
                _entries.TryRemove(path, out _);
                failure = Directory.Exists(path) ? "it is a directory" : "not found";
                return null;
            }

            (DateTime, long) stamp = (info.LastWriteTimeUtc, info.Length);
            if (!_entries.TryGetValue(path, out Entry? entry) || entry.Stamp != stamp)
            {
                bool isText = SchemaFile.TryDecode(path, FileBytes.Read(path, PathOrigin.Found), out SchemaFile? file, out string? fault);
                file = WithoutMark(file);
                entry = new Entry(stamp, isText && entry?.File is { } known && known.Equals(file) ? known : file, fault);
                _entries[path] = entry;
            }

            failure = entry.Failure;
            return entry.File;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            failure = e.Message;
            return null;
        }
    }

    // Editors take a byte order mark for a sign of the encoding, and count none of its characters. A second one is a fault, which the first has to stand before.
    private static SchemaFile? WithoutMark(SchemaFile? file) => file?.Text is ['\uFEFF', not '\uFEFF', ..] ? new SchemaFile(file.Path, file.Text[1..]) : file;

    private sealed record Entry((DateTime Time, long Length) Stamp, SchemaFile? File, string? Failure);
}
