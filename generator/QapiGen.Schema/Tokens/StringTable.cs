namespace QapiGen.Schema.Tokens;

/// <summary>Gives equal substrings one string: schemas repeat few words (<c>data</c>, <c>type</c>, <c>int</c>) very often.</summary>
internal sealed class StringTable
{
    // A power of two; a word that meets another in its slot only costs one more string.
    private const int Slots = 1024;

    private readonly string?[] _entries = new string?[Slots];

    public string Get(string text, int start, int length)
    {
        if (length == 0)
        {
            return string.Empty;
        }

        uint hash = 2166136261;
        for (int i = start; i < start + length; i++)
        {
            hash = unchecked((hash ^ text[i]) * 16777619);
        }

        ref string? entry = ref _entries[hash & (Slots - 1)];
        if (entry is null || entry.Length != length || string.CompareOrdinal(entry, 0, text, start, length) != 0)
        {
            entry = text.Substring(start, length);
        }

        return entry;
    }
}
