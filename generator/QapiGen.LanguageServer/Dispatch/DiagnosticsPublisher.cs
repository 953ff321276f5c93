using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Features;
using QapiGen.LanguageServer.Messages;
using QapiGen.LanguageServer.Protocol;

namespace QapiGen.LanguageServer.Dispatch;

/// <summary>Publishes findings: of files whose findings differ, and of open documents that have a new version.</summary>
internal sealed class DiagnosticsPublisher(MessageWriter writer)
{
    private readonly Dictionary<string, (string Hash, int? Version, string Uri)> _published = new(StringComparer.Ordinal);

    /// <summary>Publishes what is news.</summary>
    public async Task PublishAsync(RequestScope scope)
    {
        SortedDictionary<string, Diagnostic[]> found = Findings.Find(scope);
        foreach ((string path, (_, _, string uri)) in _published.Where(known => !found.ContainsKey(known.Key)).ToArray())
        {
            _published.Remove(path);
            await SendAsync(uri, null, []).ConfigureAwait(false);
        }

        foreach ((string path, Diagnostic[] findings) in found)
        {
            int? version = scope.Snapshot.State.Open.TryGetValue(path, out OpenDocument? open) ? open.Version : null;
            string uri = scope.UriOf(path);
            bool isKnown = _published.TryGetValue(path, out (string Hash, int? Version, string Uri) known);
            var next = (FindingsHash.Of(findings), version, uri);
            bool isNews = isKnown ? known != next && (version is not null || known.Hash != next.Item1) : findings.Length > 0 || version is not null;
            if (isKnown && known.Uri != uri)
            {
                // The client writes the same address in another way.
                await SendAsync(known.Uri, null, []).ConfigureAwait(false);
            }

            if (isNews)
            {
                await SendAsync(uri, version, findings).ConfigureAwait(false);
            }

            if (isNews || isKnown)
            {
                _published[path] = next;
            }
        }
    }

    private Task SendAsync(string uri, int? version, Diagnostic[] findings) =>
        writer.NotifyAsync("textDocument/publishDiagnostics", new PublishDiagnosticsParams(uri, version, findings), LspJson.Default.PublishDiagnosticsParams);
}
