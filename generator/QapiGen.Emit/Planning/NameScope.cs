using System.Collections.Generic;
using System.Globalization;

namespace QapiGen.Emit.Planning;

/// <summary>C# names that must differ; the later of two equal ones gets a number, starting with 2.</summary>
internal sealed class NameScope
{
    private readonly HashSet<string> _taken;
    private readonly HashSet<string> _reserved;
    private readonly string _reservedSuffix;

    /// <summary>Makes a scope.</summary>
    /// <param name="reserved">Names that nothing may have.</param>
    /// <param name="reservedSuffix">What is appended to a name that is reserved.</param>
    public NameScope(IEnumerable<string>? reserved = null, string reservedSuffix = "Value")
    {
        _reserved = new HashSet<string>(reserved ?? []);
        _taken = new HashSet<string>(_reserved);
        _reservedSuffix = reservedSuffix;
    }

    /// <summary>Marks a name as taken.</summary>
    public void Take(string name) => _taken.Add(name);

    /// <summary>Takes the wanted name, or the next free one.</summary>
    public string Add(string wanted)
    {
        string stem = _reserved.Contains(wanted) ? wanted + _reservedSuffix : wanted;
        string name = stem;
        for (int number = 2; !_taken.Add(name); number++)
        {
            name = stem + number.ToString(CultureInfo.InvariantCulture);
        }

        return name;
    }
}
