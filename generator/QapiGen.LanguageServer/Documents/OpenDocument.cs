using System.Collections.Generic;
using QapiGen.LanguageServer.Protocol;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Documents;

/// <summary>A document that the client has open: its text counts, not the file's.</summary>
/// <param name="Uri">Its address as the client writes it.</param>
/// <param name="Version">Its version, as the client counts.</param>
/// <param name="File">Path and text.</param>
internal sealed record OpenDocument(string Uri, int Version, SchemaFile File)
{
    /// <summary>Applies changes, one after the other.</summary>
    public OpenDocument Apply(int? version, IReadOnlyList<ContentChange> changes, Positions positions)
    {
        SchemaFile file = File;
        foreach (ContentChange change in changes)
        {
            file = new SchemaFile(file.Path, change.Range is { } range ? Replace(file, range, change.Text, positions) : change.Text);
        }

        return this with { Version = version ?? Version + 1, File = file };
    }

    private static string Replace(SchemaFile file, Range range, string text, Positions positions)
    {
        int start = positions.ToOffset(file, range.Start);
        int end = positions.ToOffset(file, range.End);
        (start, end) = start <= end ? (start, end) : (end, start);
        return string.Concat(System.MemoryExtensions.AsSpan(file.Text, 0, start), text, System.MemoryExtensions.AsSpan(file.Text, end));
    }
}
