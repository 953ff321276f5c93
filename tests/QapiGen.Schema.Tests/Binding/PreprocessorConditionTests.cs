using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Dump;
using QapiGen.Schema.Model;
using Xunit;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>The preprocessor's conditions of 5.2 (spec C-8).</summary>
public sealed class PreprocessorConditionTests
{
    [Theory]
    [InlineData("defined(A)", "A")]
    [InlineData("defined A", "A")]
    [InlineData(" A ", "A")]
    [InlineData("!defined(A)", "{'not': 'A'}")]
    [InlineData("defined(A) || defined(B)||C", "{'any': ['A', 'B', 'C']}")]
    [InlineData("A && B || C", "{'any': [{'all': ['A', 'B']}, 'C']}")]
    [InlineData("A && (B || !C)", "{'all': ['A', {'any': ['B', {'not': 'C'}]}]}")]
    public void Logic_becomes_a_formula(string text, string formula) => Assert.Equal(formula, ConditionText.Format(PreprocessorCondition.Parse(text)!));

    [Theory]
    [InlineData("A > 3")]
    [InlineData("A != B")]
    [InlineData("defined()")]
    [InlineData("(A")]
    [InlineData("A B")]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("A ||")]
    public void Anything_else_is_not_evaluable(string text) => Assert.Null(PreprocessorCondition.Parse(text));

    [Fact]
    public void Deep_nesting_is_not_evaluable() => Assert.Null(PreprocessorCondition.Parse(new string('(', 1_000_000)));

    [Fact]
    public void Lower_case_names_are_symbols() => Assert.Equal(new Condition.Symbol("__linux__"), PreprocessorCondition.Parse("defined(__linux__)"));
}
