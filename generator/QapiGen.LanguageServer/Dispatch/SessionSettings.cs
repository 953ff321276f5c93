using System;

namespace QapiGen.LanguageServer.Dispatch;

/// <summary>How a session behaves.</summary>
/// <param name="Version">The version that the server names itself by.</param>
/// <param name="Patience">How long a request may take.</param>
/// <param name="MaxMessageBytes">Longest message.</param>
/// <param name="AddRequests">Adds requests to those of features; null for none.</param>
internal sealed record SessionSettings(string Version, TimeSpan Patience, int MaxMessageBytes, Action<HandlerTable>? AddRequests);
