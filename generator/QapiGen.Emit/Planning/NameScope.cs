using System.Collections.Generic;
using System.Globalization;

namespace QapiGen.Emit.Planning;

/// <summary>C# names that must differ; the later of two equal ones gets a number, starting with 2.</summary>
/// <param name="reserved">Names that nothing may have, see <see cref="ReservedNames"/>.</param>
/// <param name="owner">Another such name: that of the type around.</param>
/// <param name="reservedSuffix">What is appended to a name that is reserved.</param>
/// <param name="comparer">When two names are equal; null for C#'s rule.</param>
internal sealed class NameScope(
    HashSet<string>? reserved = null, string? owner = null, string reservedSuffix = "Value", IEqualityComparer<string>? comparer = null)
{
    private readonly HashSet<string> _taken = new(comparer);

    /// <summary>Marks a name as taken.</summary>
    public void Take(string name) => _taken.Add(name);

    /// <summary>Takes the wanted name, or the next free one.</summary>
    public string Add(string wanted)
    {
        string stem = IsReserved(wanted) ? wanted + reservedSuffix : wanted;
        string name = stem;
        for (int number = 2; IsReserved(name) || !_taken.Add(name); number++)
        {
            name = stem + number.ToString(CultureInfo.InvariantCulture);
        }

        return name;
    }

    private bool IsReserved(string name) => name == owner || reserved?.Contains(name) == true;
}
