using System;
using System.IO;
using System.Text;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Tests;

/// <summary>Finds included files on the disk.</summary>
internal sealed class DiskResolver : ISchemaResolver
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static SchemaFile Read(string path) => new(path, File.ReadAllText(path, StrictUtf8));

    public SchemaFile? Resolve(string displayPath, out string? failure)
    {
        try
        {
            failure = null;
            return Read(displayPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            failure = e.Message;
            return null;
        }
    }
}
