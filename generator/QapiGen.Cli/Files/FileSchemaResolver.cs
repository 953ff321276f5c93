using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Text;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Files;

/// <summary>Reads schema files from the file system; paths are those of QAPI spec R-22, relative to the working directory or absolute.</summary>
internal sealed class FileSchemaResolver : ISchemaResolver
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly IFileSystem _files;

    /// <summary>Makes a resolver.</summary>
    public FileSchemaResolver(IFileSystem files) => _files = files;

    /// <inheritdoc/>
    public SchemaFile? Resolve(string displayPath, out string? failure) => TryRead(displayPath, out SchemaFile? file, out failure) ? file : null;

    /// <summary>Reads one file.</summary>
    /// <param name="displayPath">Its path, kept as it is for diagnostics.</param>
    /// <param name="file">The file.</param>
    /// <param name="failure">Why it can't be had (QAPI spec, I-4).</param>
    public bool TryRead(string displayPath, [NotNullWhen(true)] out SchemaFile? file, [NotNullWhen(false)] out string? failure)
    {
        file = null;
        if (displayPath.Length == 0 || displayPath.Contains('\0', StringComparison.Ordinal))
        {
            failure = "that is no file name";
            return false;
        }

        try
        {
            file = new SchemaFile(displayPath, StrictUtf8.GetString(_files.ReadAllBytes(displayPath)));
            failure = null;
            return true;
        }
        catch (DecoderFallbackException e)
        {
            failure = $"it isn't UTF-8: byte 0x{e.BytesUnknown?[0] ?? 0:X2} at offset {e.Index}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            failure = ReadFailure.Describe(_files, displayPath, e);
        }

        return false;
    }
}
