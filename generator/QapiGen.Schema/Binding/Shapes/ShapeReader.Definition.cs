using System;
using System.Collections.Generic;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Binding.Shapes;

/// <content>What every definition has: its kind, documentation and flags.</content>
internal sealed partial class ShapeReader
{
    // In the order that decides in 5.2 which of several keys counts (spec S-1).
    private static readonly (string Key, DefinitionKind Kind)[] Kinds =
    {
        ("enum", DefinitionKind.Enum), ("union", DefinitionKind.Union), ("alternate", DefinitionKind.Alternate),
        ("struct", DefinitionKind.Struct), ("command", DefinitionKind.Command), ("event", DefinitionKind.Event),
    };

    private static readonly (string Flag, bool Value)[] Flags =
    {
        ("gen", false), ("success-response", false), ("boxed", true), ("allow-oob", true), ("allow-preconfig", true), ("coroutine", true),
    };

    private (PairSyntax Pair, DefinitionKind Kind)? FindKind()
    {
        var found = new List<(PairSyntax Pair, DefinitionKind Kind)>();
        foreach ((string key, DefinitionKind kind) in Kinds)
        {
            if (Object.Find(key) is { } pair)
            {
                found.Add((pair, kind));
            }
        }

        if (found.Count == 1 || (found.Count > 1 && _dialect.FirstDefinitionKeyCounts))
        {
            return found[0];
        }

        string what = found.Count == 0 ? "nothing is defined here" : $"several things are defined here ({Wording.Quote(found.ConvertAll(f => f.Pair.Key.Value))})";
        SourceSpan at = found.Count > 1 ? found[1].Pair.Key.Span : Object.Pairs.Count > 0 ? Object.Pairs[0].Key.Span : Object.Span;
        _scope.Report(SchemaRules.DefinitionKind, at, what);
        return null;
    }

    // Spec S-4 and S-5; false when there is nothing to match later.
    private bool CheckDocumentation()
    {
        if (_scope.Syntax.HasDocumentationFaults)
        {
            return false;
        }

        if (_scope.Syntax.Documentation is not { } doc)
        {
            if (_pragmas.IsDocumentationRequired && _dialect.ChecksDocumentation)
            {
                _scope.Report(SchemaRules.MissingDocumentation, _scope.NameSyntax!.Span, _scope.Meta, _scope.Name);
            }

            return false;
        }

        if (doc.Symbol != _scope.Name)
        {
            _scope.Report(SchemaRules.DocumentationNameMismatch, _scope.NameSyntax!.Span, doc.Symbol ?? string.Empty, _scope.Name);
            return false;
        }

        if (_dialect.ChecksDocumentation)
        {
            CheckTags(doc);
        }

        return true;
    }

    // Spec D-20 for 10.x, D-35 before.
    private void CheckTags(DocBlock doc)
    {
        bool isOld = _dialect.Documentation == DocGrammar.States;
        bool isCommand = _scope.Meta == "command";
        foreach (DocSection section in doc.Sections)
        {
            bool isReturns = section.Kind == DocSectionKind.Returns;
            string? needs = !(isReturns || section.Kind == DocSectionKind.Errors) ? null
                : !isCommand ? "commands"
                : isReturns && _dialect.ReturnsSectionNeedsReturns && Object.Find("returns") is null ? "commands that return something"
                : null;
            if (needs is not null)
            {
                SourceSpan at = isOld ? doc.Span : section.Span;
                _scope.ReportInDocumentation(SchemaRules.MisplacedDocSection, at, section.Name ?? section.Kind.ToString(), needs);
            }
        }
    }

    // Spec S-52 to S-54; where a flag isn't known at all, that has been reported.
    private void CheckFlags()
    {
        string[] allowed = _scope.Meta == "command" ? KeyTable.Command.Allowed : _scope.Meta == "event" ? KeyTable.Event.Allowed : Array.Empty<string>();
        foreach ((string flag, bool value) in Flags)
        {
            if (Array.IndexOf(allowed, flag) >= 0 && Object.Find(flag) is { } pair && !(pair.Value is BooleanSyntax given && given.Value == value))
            {
                _scope.Report(SchemaRules.BadFlag, pair.Value.Span, flag, value ? "true" : "false");
            }
        }

        if (_scope.Meta == "command" && Object.Find("allow-oob") is not null && Object.Find("coroutine") is { } coroutine)
        {
            _scope.Report(SchemaRules.OutOfBandCoroutine, coroutine.Key.Span);
        }
    }
}
