using System.Linq;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Matching;

/// <summary>Writes conditions for people.</summary>
internal static class ConditionText
{
    /// <summary>The condition as <c>A and (B or not C)</c>; <c>always</c> if there is none.</summary>
    public static string Of(Condition? condition) => condition is null ? "always" : Write(condition, isNested: false);

    private static string Write(Condition condition, bool isNested)
    {
        switch (condition)
        {
            case Condition.Symbol symbol:
                return symbol.Name;
            case Condition.Not not:
                return "not " + Write(not.Operand, isNested: true);
            case Condition.All all:
                return Join(all.Operands.Select(o => Write(o, true)).ToArray(), " and ", isNested);
            default:
                return Join(((Condition.Any)condition).Operands.Select(o => Write(o, true)).ToArray(), " or ", isNested);
        }
    }

    private static string Join(string[] operands, string word, bool isNested)
    {
        string text = string.Join(word, operands);
        return isNested && operands.Length > 1 ? $"({text})" : text;
    }
}
