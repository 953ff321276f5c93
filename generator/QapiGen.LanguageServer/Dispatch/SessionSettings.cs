using System;
using QapiGen.LanguageServer.Programs;

namespace QapiGen.LanguageServer.Dispatch;

/// <summary>How a session behaves.</summary>
/// <param name="Version">The version that the server names itself by.</param>
/// <param name="Patience">How long a request may take.</param>
/// <param name="MaxMessageBytes">Longest message.</param>
/// <param name="MaxWaitingBytes">From how many bytes on that a client hasn't read nothing more is read from it.</param>
/// <param name="Site">Where rules are explained; null if nowhere.</param>
/// <param name="Programs">What other programs know; null if none may be asked.</param>
/// <param name="AddRequests">Adds requests to those of features; null for none.</param>
/// <param name="ClientProcessId">The process that it ends with; null for none.</param>
internal sealed record SessionSettings(string Version, TimeSpan Patience, int MaxMessageBytes, long MaxWaitingBytes, string? Site, IWorkspacePrograms? Programs, Action<HandlerTable>? AddRequests, int? ClientProcessId);
