using System;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using QapiGen.Dashboard.Servers;

namespace QapiGen.Dashboard.Web;

/// <summary>Answers of some kinds.</summary>
internal static class Answers
{
    /// <summary>A sentence.</summary>
    public static Task TextAsync(HttpContext http, int status, string text) => BytesAsync(http, status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>JSON, which isn't kept.</summary>
    public static Task JsonAsync(HttpContext http, int status, Action<Utf8JsonWriter> write) => BytesAsync(http, status, "application/json", JsonBytes.Write(write));

    /// <summary>An error as QMP has them.</summary>
    public static Task ErrorAsync(HttpContext http, int status, string kind, string description) => JsonAsync(http, status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("class", kind);
        writer.WriteString("desc", description);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>Bytes, which aren't kept unless the headers say so.</summary>
    public static async Task BytesAsync(HttpContext http, int status, string type, ReadOnlyMemory<byte> bytes)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = bytes.Length;
        if (!http.Response.Headers.ContainsKey("Cache-Control"))
        {
            http.Response.Headers.CacheControl = "no-store";
        }

        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Bytes that the browser keeps, and asks about before it uses them again.</summary>
    public static Task TaggedAsync(HttpContext http, string type, byte[] bytes)
    {
        string tag = $"\"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))[..24]}\"";
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        if (http.Request.Headers.IfNoneMatch == tag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return BytesAsync(http, StatusCodes.Status200OK, type, bytes);
    }
}
