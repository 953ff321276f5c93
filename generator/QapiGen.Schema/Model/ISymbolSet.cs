namespace QapiGen.Schema.Model;

/// <summary>The configuration symbols that are defined (spec C-3).</summary>
public interface ISymbolSet
{
    /// <summary>Whether a symbol is defined.</summary>
    bool Contains(string symbol);
}
