using System.Text;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Dump;

/// <summary>Conditions as text (spec A-5).</summary>
internal static class ConditionText
{
    /// <summary>A condition as a name or in the notation; with <paramref name="asPreprocessor"/> as 5.2's array of texts.</summary>
    public static string Format(Condition condition, bool asPreprocessor = false)
    {
        var text = new StringBuilder();
        if (asPreprocessor && condition.PreprocessorText.Count > 0)
        {
            AppendTexts(text, condition.PreprocessorText);
        }
        else if (condition is Condition.Symbol symbol)
        {
            text.Append(symbol.Name);
        }
        else
        {
            Append(text, condition);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Condition condition)
    {
        switch (condition)
        {
            case Condition.Symbol symbol:
                text.Append('\'').Append(symbol.Name).Append('\'');
                break;
            case Condition.All all:
                AppendOperands(text, "all", all.Operands);
                break;
            case Condition.Any any:
                AppendOperands(text, "any", any.Operands);
                break;
            case Condition.Not not:
                text.Append("{'not': ");
                Append(text, not.Operand);
                text.Append('}');
                break;
        }
    }

    private static void AppendOperands(StringBuilder text, string key, EquatableArray<Condition> operands)
    {
        text.Append("{'").Append(key).Append("': [");
        for (int i = 0; i < operands.Count; i++)
        {
            text.Append(i > 0 ? ", " : string.Empty);
            Append(text, operands[i]);
        }

        text.Append("]}");
    }

    private static void AppendTexts(StringBuilder text, EquatableArray<string> conditions)
    {
        text.Append('[');
        for (int i = 0; i < conditions.Count; i++)
        {
            text.Append(i > 0 ? ", '" : "'").Append(conditions[i]).Append('\'');
        }

        text.Append(']');
    }
}
