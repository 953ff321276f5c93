using System;
using System.Collections.Generic;
using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>The pragmas of a schema: they hold for all of it, and a later setting of a key replaces an earlier one (spec T-22).</summary>
internal sealed class PragmaState
{
    private static readonly HashSet<string> None = new(StringComparer.Ordinal);

    private readonly Dictionary<string, HashSet<string>> _lists = new(StringComparer.Ordinal);

    /// <summary>Whether every definition needs documentation (spec D-8).</summary>
    public bool IsDocumentationRequired { get; private set; }

    /// <summary>Takes over the settings of a directive; directives come in reading order.</summary>
    public void Apply(PragmaSyntax pragma)
    {
        foreach (PairSyntax pair in pragma.Settings.Pairs)
        {
            if (pair.Value is BooleanSyntax flag)
            {
                IsDocumentationRequired = flag.Value;
            }
            else if (pair.Value is ArraySyntax array)
            {
                _lists[pair.Key.Value] = Read(array);
            }
        }
    }

    /// <summary>Whether a command may have <c>_</c> in its name (spec N-3).</summary>
    public bool AllowsCommandName(string command) => Has("command-name-exceptions", command);

    /// <summary>Whether a command may return what is no object (spec S-81).</summary>
    public bool AllowsReturnType(string command) => Has("command-returns-exceptions", command) || Has("returns-whitelist", command);

    /// <summary>Whether members or values of a type may have upper case and <c>_</c> (spec N-3, N-8).</summary>
    public bool AllowsMemberNames(string type) => Has("member-name-exceptions", type) || Has("name-case-whitelist", type);

    /// <summary>Whether a definition may leave members undescribed (spec D-41).</summary>
    public bool AllowsUndocumentedMembers(string definition) => Has("documentation-exceptions", definition);

    /// <summary>Whether another state says the same of a definition.</summary>
    public bool SaysTheSame(PragmaState other, string definition) =>
        IsDocumentationRequired == other.IsDocumentationRequired
        && AllowsCommandName(definition) == other.AllowsCommandName(definition)
        && AllowsMemberNames(definition) == other.AllowsMemberNames(definition)
        && AllowsUndocumentedMembers(definition) == other.AllowsUndocumentedMembers(definition);

    /// <summary>Whether another state says the same of every definition.</summary>
    public bool SaysTheSame(PragmaState other)
    {
        if (IsDocumentationRequired != other.IsDocumentationRequired || _lists.Count != other._lists.Count)
        {
            return false;
        }

        foreach (KeyValuePair<string, HashSet<string>> list in _lists)
        {
            if (!other._lists.TryGetValue(list.Key, out HashSet<string>? names) || !list.Value.SetEquals(names))
            {
                return false;
            }
        }

        return true;
    }

    private static HashSet<string> Read(ArraySyntax array)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ValueSyntax element in array.Elements)
        {
            if (element is StringSyntax name)
            {
                names.Add(name.Value);
            }
        }

        return names;
    }

    private bool Has(string key, string name) => (_lists.TryGetValue(key, out HashSet<string>? list) ? list : None).Contains(name);
}
