using System.Collections.Generic;
using System.Threading;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Text;
using QapiGen.Schema.Tokens;

namespace QapiGen.Schema.Syntax;

/// <summary>Reads a schema file into syntax (spec 1.2); a fault costs at most the definition it stands in.</summary>
public sealed partial class Parser
{
    private readonly SchemaFile _file;
    private readonly Dialect _dialect;
    private readonly FileReporter _reporter;
    private readonly Lexer _lexer;
    private readonly List<TopLevelSyntax> _items = new();

    // The block that waits for its definition (spec D-6, D-7), and whether a block there had faults.
    private DocBlock? _pendingDoc;
    private bool _isPendingDocFaulty;

    private Parser(SchemaFile file, Dialect dialect)
    {
        _file = file;
        _dialect = dialect;
        _reporter = new FileReporter(file);
        _lexer = new Lexer(file, dialect, _reporter);
    }

    private Token Current => _lexer.Current;

    /// <summary>Parses a file. Any text whatever gives a document, with the faults of phase 1 (spec R-25) in it.</summary>
    public static SchemaDocument Parse(SchemaFile file, Dialect dialect, CancellationToken cancellationToken = default) =>
        new Parser(file, dialect).ParseDocument(cancellationToken);

    private SchemaDocument ParseDocument(CancellationToken cancellationToken)
    {
        _lexer.Advance();
        while (Current.Kind != TokenKind.EndOfInput)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Current.Kind == TokenKind.Comment)
            {
                RejectPendingDoc();
                ParseDocumentation();
            }
            else
            {
                ParseTopLevel();
                _pendingDoc = null;
                _isPendingDocFaulty = false;
            }
        }

        RejectPendingDoc();
        return new SchemaDocument(_file, _dialect, new EquatableArray<TopLevelSyntax>(_items.ToArray()), _reporter.ToArray());
    }

    private void ParseTopLevel()
    {
        Token first = Current;
        if (first.Kind != TokenKind.OpenBrace && (_dialect.RefusesTopLevelToken || !first.StartsValue))
        {
            Fail(SchemaRules.ExpectedDefinition);
            Recover();
            return;
        }

        ValueSyntax value = ParseExpression();
        if (value is not ObjectSyntax definition)
        {
            ReportTopLevelValue(value);
            SkipLine(value.Span.End);
        }
        else if (definition.Find("include") is { } include)
        {
            ParseInclude(definition, include);
        }
        else if (definition.Find("pragma") is { } pragma)
        {
            ParsePragma(definition, pragma);
        }
        else
        {
            AddDefinition(definition);
        }
    }

    private void ReportTopLevelValue(ValueSyntax value)
    {
        if (!_isBroken)
        {
            _reporter.Report(SchemaRules.TopLevelNotObject, value.Span, SyntaxText.Describe(value));
        }
    }

    private void AddDefinition(ObjectSyntax definition)
    {
        if (_isBroken && definition.Pairs.Count == 0)
        {
            return;
        }

        if (_pendingDoc is { Symbol: null } && !_isPendingDocFaulty && !_isBroken && _dialect.ChecksDocumentation)
        {
            _reporter.Report(SchemaRules.FreeFormBeforeDefinition, OpenerOf(_pendingDoc));
            _isPendingDocFaulty = true;
        }

        _items.Add(new DefinitionSyntax(definition, _pendingDoc is { Symbol: not null } ? _pendingDoc : null, definition.Span)
        {
            IsBroken = _isBroken,
            HasDocumentationFaults = _isPendingDocFaulty,
        });
    }

    /// <summary>Reports a definition block that something other than its definition follows (spec D-6).</summary>
    private void RejectPendingDoc()
    {
        if (_pendingDoc is { Symbol: { } symbol } && !_isPendingDocFaulty)
        {
            _reporter.Report(SchemaRules.DocWithoutDefinition, OpenerOf(_pendingDoc), symbol);
        }

        _pendingDoc = null;
        _isPendingDocFaulty = false;
    }

    private static SourceSpan OpenerOf(DocBlock block) => new(block.Span.Start, 2);
}
