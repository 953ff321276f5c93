using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>Reads conditions of one definition (spec 6) in every form that the dialect has.</summary>
internal sealed class ConditionReader
{
    /// <summary>Deepest nesting accepted, in either form; QEMU's own compiler gives up earlier.</summary>
    public const int MaxDepth = 500;

    private readonly DefinitionScope _scope;
    private readonly Dialect _dialect;

    public ConditionReader(DefinitionScope scope, Dialect dialect)
    {
        _scope = scope;
        _dialect = dialect;
    }

    /// <summary>Reads the <c>if</c> of an object; null when there is none, or a wrong one.</summary>
    public Condition? ReadIf(ObjectSyntax? owner) => owner?.Find("if") is { } pair ? Read(pair.Value, 0) : null;

    private Condition? Read(ValueSyntax value, int depth)
    {
        if (depth > MaxDepth)
        {
            _scope.Report(SchemaRules.NestedTooDeep, value.Span, "conditions", $"{MaxDepth}");
            return null;
        }

        return value switch
        {
            StringSyntax text => ReadString(text),
            ArraySyntax array when _dialect.AllowsConditionArrays && depth == 0 => ReadConjunction(array),
            ObjectSyntax operation when _dialect.AllowsConditionObjects => ReadOperation(operation, depth),
            _ => Fail(value, $"expected {Expected()}"),
        };
    }

    private string Expected() =>
        !_dialect.AllowsConditionObjects ? "a string or an array of strings"
        : _dialect.AllowsConditionArrays ? "a string, an array of strings, or an object with 'all', 'any' or 'not'"
        : "a string or an object with 'all', 'any' or 'not'";

    private Condition? ReadString(StringSyntax text)
    {
        if (_dialect.ConditionStrings != ConditionStringForm.Preprocessor && IsSymbol(text.Value))
        {
            return new Condition.Symbol(text.Value);
        }

        if (_dialect.ConditionStrings == ConditionStringForm.Symbol)
        {
            return Fail(text, $"'{text.Value}' is no symbol; a symbol is an upper-case letter, then upper-case letters, digits and '_'");
        }

        return text.Value.Trim().Length == 0 ? Fail(text, "a blank string is no condition") : ReadPreprocessor(text);
    }

    private Condition ReadPreprocessor(StringSyntax text)
    {
        Condition? parsed = PreprocessorCondition.Parse(text.Value);
        if (parsed is null)
        {
            _scope.Report(SchemaRules.ConditionNotEvaluable, text.Span, text.Value);
        }

        return (parsed ?? new Condition.Symbol(text.Value)) with { PreprocessorText = new EquatableArray<string>(new[] { text.Value }) };
    }

    // An array of strings is a conjunction (spec C-7).
    private Condition? ReadConjunction(ArraySyntax array)
    {
        if (array.Elements.Count == 0)
        {
            return Fail(array, "an empty array is no condition");
        }

        var operands = new List<Condition>();
        var texts = new List<string>();
        bool isWhole = true;
        foreach (ValueSyntax element in array.Elements)
        {
            Condition? operand = element is StringSyntax text ? ReadString(text) : Fail(element, "the elements of the array must be strings");
            isWhole &= operand is not null;
            operands.Add(operand ?? new Condition.Symbol(string.Empty));
            texts.Add((element as StringSyntax)?.Value ?? string.Empty);
        }

        Condition condition = operands.Count == 1 ? operands[0] : new Condition.All(new(operands.ToArray()));
        return isWhole ? condition with { PreprocessorText = new(texts.ToArray()) } : null;
    }

    private Condition? ReadOperation(ObjectSyntax operation, int depth)
    {
        foreach (PairSyntax pair in operation.Pairs)
        {
            if (pair.Key.Value is not ("all" or "any" or "not"))
            {
                return Fail(pair.Key, $"unknown key '{pair.Key.Value}'; valid keys are 'all', 'any', 'not'");
            }
        }

        if (operation.Pairs.Count != 1)
        {
            return Fail(operation, "exactly one of 'all', 'any', 'not' must be given");
        }

        PairSyntax only = operation.Pairs[0];
        if (only.Key.Value == "not")
        {
            return Read(only.Value, depth + 1) is { } negated ? new Condition.Not(negated) : null;
        }

        return only.Value is ArraySyntax { Elements.Count: > 0 } operands
            ? ReadOperands(only.Key.Value, operands, depth)
            : Fail(only.Value, $"'{only.Key.Value}' must be a non-empty array of conditions");
    }

    private Condition? ReadOperands(string key, ArraySyntax array, int depth)
    {
        var operands = new Condition[array.Elements.Count];
        bool isWhole = true;
        for (int i = 0; i < operands.Length; i++)
        {
            Condition? operand = Read(array.Elements[i], depth + 1);
            isWhole &= operand is not null;
            operands[i] = operand!;
        }

        return !isWhole ? null : key == "all" ? new Condition.All(new(operands)) : new Condition.Any(new(operands));
    }

    private Condition? Fail(ValueSyntax at, string fault)
    {
        _scope.Report(SchemaRules.BadCondition, at.Span, fault);
        return null;
    }

    private static bool IsSymbol(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!(NameForms.IsUpper(text[i]) || (i > 0 && (NameForms.IsDigit(text[i]) || text[i] == '_'))))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
