namespace QapiGen.Jobs.Storage;

/// <summary>Something that the host of the jobs remembers beside them: a text under a key. One that is given again replaces the one before.</summary>
/// <param name="Key">The key; unique in its store.</param>
/// <param name="Value">What is remembered; null takes it back.</param>
/// <remarks>A note that comes with a record is kept if the record is, and isn't if the record isn't.</remarks>
public sealed record StoredNote(string Key, string? Value);
