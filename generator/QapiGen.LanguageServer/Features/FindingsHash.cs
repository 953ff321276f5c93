using System;
using System.Security.Cryptography;
using System.Text.Json;
using QapiGen.LanguageServer.Protocol;

namespace QapiGen.LanguageServer.Features;

/// <summary>Tells findings apart.</summary>
internal static class FindingsHash
{
    /// <summary>The same text for the same findings.</summary>
    public static string Of(Diagnostic[] findings) =>
        findings.Length == 0 ? "none" : Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(findings, LspJson.Default.DiagnosticArray)).AsSpan(0, 16));
}
