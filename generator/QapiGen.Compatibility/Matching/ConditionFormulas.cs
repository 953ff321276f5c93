using System;
using System.Collections.Generic;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Matching;

/// <summary>Compares conditions as formulas, by a truth table over the symbols in them.</summary>
internal static class ConditionFormulas
{
    /// <summary>Most symbols of two conditions that are compared; the table has two to the power of this many rows.</summary>
    public const int MaxSymbols = 16;

    /// <summary>The relation of a new condition to an old one; null stands for what always holds.</summary>
    public static ConditionRelation Compare(Condition? old, Condition? @new)
    {
        if (Equals(old, @new))
        {
            return ConditionRelation.Equal;
        }

        var symbols = new SortedSet<string>(StringComparer.Ordinal);
        Collect(old, symbols);
        Collect(@new, symbols);
        return symbols.Count > MaxSymbols ? ConditionRelation.Incomparable : Tabulate(old, @new, new Row(symbols));
    }

    private static ConditionRelation Tabulate(Condition? old, Condition? @new, Row row)
    {
        bool onlyOld = false;
        bool onlyNew = false;
        do
        {
            bool before = old?.Evaluate(row) ?? true;
            bool after = @new?.Evaluate(row) ?? true;
            onlyOld |= before && !after;
            onlyNew |= after && !before;
        }
        while (row.Next());

        return (onlyOld, onlyNew) switch
        {
            (false, false) => ConditionRelation.Equal,
            (true, false) => ConditionRelation.Narrowed,
            (false, true) => ConditionRelation.Widened,
            _ => ConditionRelation.Incomparable,
        };
    }

    private static void Collect(Condition? condition, SortedSet<string> symbols)
    {
        switch (condition)
        {
            case Condition.Symbol symbol:
                symbols.Add(symbol.Name);
                break;
            case Condition.All all:
                foreach (Condition operand in all.Operands)
                {
                    Collect(operand, symbols);
                }

                break;
            case Condition.Any any:
                foreach (Condition operand in any.Operands)
                {
                    Collect(operand, symbols);
                }

                break;
            case Condition.Not not:
                Collect(not.Operand, symbols);
                break;
        }
    }

    /// <summary>A row of the table: which symbols are defined.</summary>
    private sealed class Row : ISymbolSet
    {
        private readonly Dictionary<string, int> _bits = new(StringComparer.Ordinal);
        private int _defined;

        public Row(SortedSet<string> symbols)
        {
            foreach (string symbol in symbols)
            {
                _bits.Add(symbol, _bits.Count);
            }
        }

        public bool Contains(string symbol) => (_defined & (1 << _bits[symbol])) != 0;

        public bool Next() => ++_defined < 1 << _bits.Count;
    }
}

/// <summary>How two conditions relate over all configurations.</summary>
internal enum ConditionRelation
{
    /// <summary>They hold in the same configurations.</summary>
    Equal,

    /// <summary>The new one holds in fewer.</summary>
    Narrowed,

    /// <summary>The new one holds in more.</summary>
    Widened,

    /// <summary>Each holds where the other doesn't, or there are too many symbols to tell.</summary>
    Incomparable,
}
