using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace QapiGen.CodeFixes;

/// <summary>
/// Puts a statement that uses something newer than the minimum version (QAPI5010) into <c>if (client.Supports(…))</c>; one that has to run, since it declares,
/// assigns or returns something, and the expression that is a member's body, behind a <c>throw</c> for servers that are too old. It asks the client that the
/// use goes through; where that can't be named, and where code would stop compiling, there is no mend.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddGuardFix))]
[Shared]
public sealed class AddGuardFix : CodeFixProvider
{
    private const string RuleId = "QAPI5010";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleId];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => new AllGuards();

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        List<GuardQuestion> questions = await FindAsync(context.Document, [context.Diagnostics[0]], context.CancellationToken).ConfigureAwait(false);
        if (questions.Count > 0 && await MendAsync(context.Document, questions, context.CancellationToken).ConfigureAwait(false) is Document mended)
        {
            context.RegisterCodeFix(
                CodeAction.Create($"Ask '{questions[0].Text}' first", _ => Task.FromResult(mended), equivalenceKey: nameof(AddGuardFix)),
                context.Diagnostics[0]);
        }
    }

    private static async Task<List<GuardQuestion>> FindAsync(Document document, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        SemanticModel? model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return model is null ? [] :
        [
            .. diagnostics.OrderBy(static one => one.Location.SourceSpan.Start)
                .Select(diagnostic => GuardQuestion.Find(model, diagnostic, cancellationToken))
                .OfType<GuardQuestion>(),
        ];
    }

    // The document with the questions; null if something in it would no longer compile.
    private static async Task<Document?> MendAsync(Document document, IReadOnlyList<GuardQuestion> questions, CancellationToken cancellationToken)
    {
        SemanticModel? before = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (before is null)
        {
            return null;
        }

        Document mended = document.WithSyntaxRoot(GuardStatements.Add(before, questions, cancellationToken));
        SemanticModel? after = await mended.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return after is not null && CountErrors(after, cancellationToken) <= CountErrors(before, cancellationToken) ? mended : null;
    }

    private static int CountErrors(SemanticModel model, CancellationToken cancellationToken) =>
        model.GetDiagnostics(cancellationToken: cancellationToken).Count(static item => item.Severity == DiagnosticSeverity.Error);

    /// <summary>Guards all that is found in a document at once.</summary>
    private sealed class AllGuards : DocumentBasedFixAllProvider
    {
        /// <inheritdoc/>
        protected override async Task<Document?> FixAllAsync(FixAllContext fixAllContext, Document document, ImmutableArray<Diagnostic> diagnostics)
        {
            List<GuardQuestion> questions = await FindAsync(document, diagnostics, fixAllContext.CancellationToken).ConfigureAwait(false);
            return await MendAsync(document, questions, fixAllContext.CancellationToken).ConfigureAwait(false)
                ?? await MendEachAsync(document, questions, fixAllContext.CancellationToken).ConfigureAwait(false);
        }

        // One that can't be mended keeps none of the others.
        private static async Task<Document> MendEachAsync(Document document, List<GuardQuestion> questions, CancellationToken cancellationToken)
        {
            Document mended = document;
            var kept = new List<GuardQuestion>();
            foreach (IGrouping<SyntaxNode, GuardQuestion> place in questions.GroupBy(static question => question.Place))
            {
                List<GuardQuestion> tried = [.. kept, .. place];
                if (await MendAsync(document, tried, cancellationToken).ConfigureAwait(false) is Document better)
                {
                    mended = better;
                    kept = tried;
                }
            }

            return mended;
        }
    }
}
