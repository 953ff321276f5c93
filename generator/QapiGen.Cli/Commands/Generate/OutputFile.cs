using System;
using System.Security.Cryptography;

namespace QapiGen.Cli.Commands.Generate;

/// <summary>A file to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">Its content.</param>
internal sealed record OutputFile(string Name, byte[] Content)
{
    /// <summary>The content's hash as the manifest has it.</summary>
    public string Hash { get; } = HashOf(Content);

    /// <summary>The hash of a content.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content))[..16];
}
