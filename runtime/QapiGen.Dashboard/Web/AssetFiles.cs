using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace QapiGen.Dashboard.Web;

/// <summary>Modules and stylesheet, from this assembly. Their folder is named by a hash of all of them, so that they can be kept for ever.</summary>
internal static class AssetFiles
{
    private const string Prefix = "assets/";

    private static readonly Dictionary<string, byte[]> s_files = Load();

    /// <summary>Name of the folder.</summary>
    public static string Version { get; } = Hash();

    /// <summary>Serves a file.</summary>
    public static Task ServeAsync(HttpContext http)
    {
        if (http.Request.RouteValues["file"] is not string name || !s_files.TryGetValue(name, out byte[]? bytes))
        {
            return Answers.TextAsync(http, StatusCodes.Status404NotFound, "There is no such file.");
        }

        bool isCurrent = http.Request.RouteValues["version"] as string == Version;
        http.Response.Headers.CacheControl = isCurrent ? "public, max-age=31536000, immutable" : "no-store";
        string type = Path.GetExtension(name) switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        return Answers.BytesAsync(http, StatusCodes.Status200OK, type, bytes);
    }

    private static Dictionary<string, byte[]> Load()
    {
        Assembly assembly = typeof(AssetFiles).Assembly;
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string resource in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            files.Add(resource[Prefix.Length..], bytes);
        }

        return files;
    }

    private static string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] bytes in s_files.OrderBy(static file => file.Key, StringComparer.Ordinal).Select(static file => file.Value))
        {
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
