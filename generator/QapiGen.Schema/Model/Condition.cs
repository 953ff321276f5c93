using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Model;

/// <summary>A condition over configuration symbols (spec 6), equal when written alike.</summary>
public abstract record Condition
{
    private Condition()
    {
    }

    /// <summary>The preprocessor texts that a 5.2 schema wrote (spec C-7), all of which must hold; else empty. Not part of equality.</summary>
    public EquatableArray<string> PreprocessorText { get; init; }

    /// <summary>Whether the condition holds when exactly the symbols in <paramref name="symbols"/> are defined.</summary>
    public abstract bool Evaluate(ISymbolSet symbols);

    /// <summary>Whether two conditions are the same formula, however they were written.</summary>
    public virtual bool Equals(Condition? other) => other is not null && EqualityContract == other.EqualityContract;

    /// <inheritdoc/>
    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>True iff the symbol is defined.</summary>
    /// <param name="Name">A name by spec C-1.</param>
    public sealed record Symbol(string Name) : Condition
    {
        /// <inheritdoc/>
        public override bool Evaluate(ISymbolSet symbols) => symbols.Contains(Name);
    }

    /// <summary>True iff every operand is.</summary>
    public sealed record All(EquatableArray<Condition> Operands) : Condition
    {
        /// <inheritdoc/>
        public override bool Evaluate(ISymbolSet symbols)
        {
            foreach (Condition operand in Operands)
            {
                if (!operand.Evaluate(symbols))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>True iff some operand is.</summary>
    public sealed record Any(EquatableArray<Condition> Operands) : Condition
    {
        /// <inheritdoc/>
        public override bool Evaluate(ISymbolSet symbols)
        {
            foreach (Condition operand in Operands)
            {
                if (operand.Evaluate(symbols))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>True iff the operand isn't.</summary>
    public sealed record Not(Condition Operand) : Condition
    {
        /// <inheritdoc/>
        public override bool Evaluate(ISymbolSet symbols) => !Operand.Evaluate(symbols);
    }
}
