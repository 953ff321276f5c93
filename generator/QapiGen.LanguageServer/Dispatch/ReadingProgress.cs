using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Messages;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;

namespace QapiGen.LanguageServer.Dispatch;

/// <summary>Shows that a schema is read. Each time has a token of its own, and nothing is shown that the client didn't agree to.</summary>
internal sealed class ReadingProgress(ClientQuestions client, MessageWriter writer)
{
    private int _count;

    /// <summary>Shows it until a snapshot is there.</summary>
    public async Task ShowAsync(Lazy<Snapshot> snapshot)
    {
        string token = $"qapigen/reading/{Interlocked.Increment(ref _count)}";
        if (!await client.IsGrantedAsync("window/workDoneProgress/create", new WorkDoneProgressCreateParams(token), LspJson.Default.WorkDoneProgressCreateParams).ConfigureAwait(false))
        {
            return;
        }

        await TellAsync(token, new WorkDoneProgress("begin", "QAPI", "reading the schema")).ConfigureAwait(false);
        string? said = null;
        try
        {
            said = $"{snapshot.Value.Roots.Sum(static root => root.Loaded.Files.Count)} files";
        }
        finally
        {
            await TellAsync(token, new WorkDoneProgress("end", null, said)).ConfigureAwait(false);
        }
    }

    private Task TellAsync(string token, WorkDoneProgress value) => writer.NotifyAsync("$/progress", new ProgressParams(token, value), LspJson.Default.ProgressParams);
}
