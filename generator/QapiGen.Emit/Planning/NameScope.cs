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
    private Dictionary<string, int>? _next;

    /// <summary>Marks a name as taken.</summary>
    public void Take(string name) => _taken.Add(name);

    /// <summary>Takes the wanted name, or the next free one.</summary>
    public string Add(string wanted)
    {
        string stem = IsReserved(wanted) ? wanted + reservedSuffix : wanted;
        if (!IsReserved(stem) && _taken.Add(stem))
        {
            return stem;
        }

        // What is taken stays taken, so that nobody has to count from 2 again.
        _next ??= new Dictionary<string, int>(comparer);
        int number = _next.TryGetValue(stem, out int next) ? next : 2;
        string name;
        do
        {
            name = stem + number.ToString(CultureInfo.InvariantCulture);
            number++;
        }
        while (IsReserved(name) || !_taken.Add(name));
        _next[stem] = number;
        return name;
    }

    private bool IsReserved(string name) => name == owner || reserved?.Contains(name) == true;
}
