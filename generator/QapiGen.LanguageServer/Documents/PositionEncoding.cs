namespace QapiGen.LanguageServer.Documents;

/// <summary>In what characters of a line are counted.</summary>
internal enum PositionEncoding
{
    /// <summary>UTF-16 units, which every client knows.</summary>
    Utf16,

    /// <summary>Bytes of UTF-8.</summary>
    Utf8,
}
