using System;

namespace QapiGen.Reference.Manuals;

/// <summary>A file of a manual.</summary>
/// <param name="Name">Its name, without any folder: small letters, digits, <c>-</c>, <c>_</c>, and an extension.</param>
/// <param name="Content">Its content, UTF-8.</param>
public sealed record ManualFile(string Name, ReadOnlyMemory<byte> Content);
