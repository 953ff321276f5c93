using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <content>Directives (spec 3.4). Their faults belong to the line of their <c>{</c> (spec T-23).</content>
public sealed partial class Parser
{
    private void ParseInclude(ObjectSyntax directive, PairSyntax include)
    {
        RejectDocOfDirective();
        ReportFurtherKeys(directive, "include");
        if (include.Value is StringSyntax path)
        {
            _items.Add(new IncludeSyntax(path, directive.Span) { PrecedingFaults = _reporter.Count });
        }
        else if (!_isBroken)
        {
            ReportInDirective(SchemaRules.IncludeNotString, directive, include.Value.Span, SyntaxText.Describe(include.Value));
        }
    }

    private void ParsePragma(ObjectSyntax directive, PairSyntax pragma)
    {
        RejectDocOfDirective();
        ReportFurtherKeys(directive, "pragma");
        if (pragma.Value is not ObjectSyntax settings)
        {
            if (!_isBroken)
            {
                ReportInDirective(SchemaRules.PragmaNotObject, directive, pragma.Value.Span, SyntaxText.Describe(pragma.Value));
            }

            return;
        }

        var valid = new List<PairSyntax>(settings.Pairs.Count);
        foreach (PairSyntax setting in settings.Pairs)
        {
            if (IsValidSetting(directive, setting))
            {
                valid.Add(setting);
            }
        }

        _items.Add(new PragmaSyntax(new ObjectSyntax(new EquatableArray<PairSyntax>(valid.ToArray()), settings.Span), directive.Span));
    }

    private bool IsValidSetting(ObjectSyntax directive, PairSyntax setting)
    {
        string key = setting.Key.Value;
        if (!PragmaTable.IsKnown(key, _dialect.Pragmas))
        {
            string known = string.Join(", ", PragmaTable.KnownKeys(_dialect.Pragmas));
            return ReportInDirective(SchemaRules.UnknownPragma, directive, setting.Key.Span, key, _dialect.Name, known);
        }

        if (PragmaTable.TakesBoolean(key))
        {
            return setting.Value is BooleanSyntax || ReportBadSetting(directive, setting, "true or false", setting.Value);
        }

        if (setting.Value is not ArraySyntax list)
        {
            return ReportBadSetting(directive, setting, "an array of names", setting.Value);
        }

        foreach (ValueSyntax element in list.Elements)
        {
            if (element is not StringSyntax)
            {
                return ReportBadSetting(directive, setting, "an array of names", element);
            }
        }

        return true;
    }

    private bool ReportBadSetting(ObjectSyntax directive, PairSyntax setting, string expected, ValueSyntax found) =>
        ReportInDirective(SchemaRules.BadPragmaValue, directive, found.Span, setting.Key.Value, expected, SyntaxText.Describe(found));

    private void ReportFurtherKeys(ObjectSyntax directive, string name)
    {
        foreach (PairSyntax pair in directive.Pairs)
        {
            if (pair.Key.Value != name && !_isBroken)
            {
                ReportInDirective(SchemaRules.DirectiveExtraKey, directive, pair.Key.Span, name, pair.Key.Value);
                return;
            }
        }
    }

    private void RejectDocOfDirective()
    {
        if (!_isBroken)
        {
            RejectPendingDoc();
        }
    }

    private bool ReportInDirective(SchemaRule rule, ObjectSyntax directive, SourceSpan span, params string[] arguments)
    {
        _reporter.ReportAt(rule, span, directive.Span.Start, arguments);
        return false;
    }
}
