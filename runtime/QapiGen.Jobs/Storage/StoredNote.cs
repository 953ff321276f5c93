using System;
using System.Text;

namespace QapiGen.Jobs.Storage;

/// <summary>Something that the host of the jobs remembers beside them: a text under a key. One that is given again replaces the one before.</summary>
/// <param name="Key">The key; unique in its store. Up to <see cref="StoredText.MaxIdLength"/> bytes of UTF-8, not empty.</param>
/// <param name="Value">What is remembered, up to <see cref="StoredText.MaxLength"/> UTF-16 units; null takes it back.</param>
/// <remarks>
/// A note that comes with a record is kept if the record is, and isn't if the record isn't. Neither text has U+0000 or half a surrogate pair: no database keeps all of those.
/// </remarks>
public sealed record StoredNote(string Key, string? Value)
{
    /// <summary>Refuses a note that a store couldn't write, since it would keep everything behind it from being written.</summary>
    internal static void Require(StoredNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        if (string.IsNullOrEmpty(note.Key) || StoredText.Clean(note.Key) != note.Key || Encoding.UTF8.GetByteCount(note.Key) > StoredText.MaxIdLength)
        {
            throw new ArgumentException($"The key of a note that is kept has 1 to {StoredText.MaxIdLength} bytes of UTF-8, and neither U+0000 nor half a surrogate pair.", nameof(note));
        }

        if (StoredText.Clean(note.Value) != note.Value)
        {
            throw new ArgumentException($"A note that is kept has up to {StoredText.MaxLength} characters, and neither U+0000 nor half a surrogate pair.", nameof(note));
        }
    }
}
