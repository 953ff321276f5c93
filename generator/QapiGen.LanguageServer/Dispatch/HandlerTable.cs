using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Features;
using QapiGen.LanguageServer.Messages;
using QapiGen.LanguageServer.Protocol;

namespace QapiGen.LanguageServer.Dispatch;

/// <summary>The requests that are answered from a snapshot, by method.</summary>
internal sealed class HandlerTable
{
    private readonly Dictionary<string, Handler> _handlers = new(StringComparer.Ordinal);

    /// <summary>Answers a request; gives what writes the answer.</summary>
    public delegate Func<MessageWriter, JsonElement, Task> Handler(RequestScope scope, JsonElement parameters, CancellationToken cancellationToken);

    /// <summary>Everything that features answer.</summary>
    public static HandlerTable Create()
    {
        LspJson json = LspJson.Default;
        var table = new HandlerTable();
        table.Add("textDocument/definition", json.TextDocumentPositionParams, json.LocationArray, Navigation.Define);
        table.Add("textDocument/references", json.ReferenceParams, json.LocationArray, Navigation.FindReferences);
        table.Add("textDocument/documentHighlight", json.TextDocumentPositionParams, json.DocumentHighlightArray, Navigation.Highlight);
        table.Add("textDocument/hover", json.TextDocumentPositionParams, json.Hover, Hovers.Show!);
        Handler tree = Make(json.DocumentParams, json.DocumentSymbolArray, Symbols.OfDocument);
        Handler list = Make(json.DocumentParams, json.SymbolInformationArray, Symbols.ListOfDocument);
        table._handlers["textDocument/documentSymbol"] = (scope, parameters, cancellationToken) => (scope.Client.TakesTrees ? tree : list)(scope, parameters, cancellationToken);
        table.Add("workspace/symbol", json.WorkspaceSymbolParams, json.SymbolInformationArray, Symbols.OfWorkspace);
        table.Add("textDocument/completion", json.TextDocumentPositionParams, json.CompletionList, Completions.Offer);
        table.Add("textDocument/prepareRename", json.TextDocumentPositionParams, json.PrepareRenameResult, Renames.Prepare!);
        table.Add("textDocument/rename", json.RenameParams, json.WorkspaceEdit, Renames.Rename);
        table.Add("textDocument/foldingRange", json.DocumentParams, json.FoldingRangeArray, Folding.Find);
        table.Add("textDocument/semanticTokens/full", json.DocumentParams, json.SemanticTokens, Colours.OfDocument);
        table.Add("textDocument/semanticTokens/range", json.RangeParams, json.SemanticTokens, Colours.OfRange);
        table.Add("textDocument/codeAction", json.CodeActionParams, json.CodeActionArray, CodeActions.Find);
        table.Add("textDocument/inlayHint", json.RangeParams, json.InlayHintArray, InlayHints.Find);
        table.Add("textDocument/codeLens", json.DocumentParams, json.CodeLensArray, CodeLenses.Find);
        table.Add("textDocument/diagnostic", json.DocumentDiagnosticParams, json.DocumentDiagnosticReport, PulledFindings.OfDocument);
        table.Add("workspace/diagnostic", json.WorkspaceDiagnosticParams, json.WorkspaceDiagnosticReport, PulledFindings.OfWorkspace);
        return table;
    }

    /// <summary>The handler of a method, or null.</summary>
    public Handler? Find(string method) => _handlers.GetValueOrDefault(method);

    /// <summary>Adds a method.</summary>
    public void Add<TParameters, TResult>(
        string method, JsonTypeInfo<TParameters> parametersType, JsonTypeInfo<TResult> resultType, Func<RequestScope, TParameters, CancellationToken, TResult> answer) =>
        _handlers[method] = Make(parametersType, resultType, answer);

    private static Handler Make<TParameters, TResult>(
        JsonTypeInfo<TParameters> parametersType, JsonTypeInfo<TResult> resultType, Func<RequestScope, TParameters, CancellationToken, TResult> answer) =>
        (scope, parameters, cancellationToken) =>
        {
            TParameters read = LspJson.Read(parameters, parametersType);
            TResult result = answer(scope, read, cancellationToken);
            return (writer, id) => writer.AnswerAsync(id, result, resultType);
        };
}
