using System.Linq;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Model;

/// <summary>Conditions in words: <c>CONFIG_A and (CONFIG_B or not CONFIG_C)</c>.</summary>
public static class ConditionPhrase
{
    /// <summary>The words; <c>always</c> if there is no condition.</summary>
    public static string Of(Condition? condition) => condition switch
    {
        Condition.Symbol symbol => symbol.Name,
        Condition.Not not => "not " + Inside(not.Operand),
        Condition.All all => Join(all.Operands, " and "),
        Condition.Any any => Join(any.Operands, " or "),
        _ => "always",
    };

    private static string Join(EquatableArray<Condition> operands, string word) =>
        operands.Count == 1 ? Of(operands[0]) : string.Join(word, operands.Select(Inside));

    private static string Inside(Condition condition) => condition switch
    {
        Condition.All { Operands.Count: > 1 } or Condition.Any { Operands.Count: > 1 } => $"({Of(condition)})",
        _ => Of(condition),
    };
}
