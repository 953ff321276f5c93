using System.Globalization;

namespace QapiGen.Compatibility.Wire;

/// <summary>The way from a command or an event to what its messages hold, such as <c>set.level.high</c>.</summary>
/// <remarks>
/// What tells a way that is too long to be read is how it begins and ends, and how much is between. With all of it, the ways to what stands in a chain of types would be
/// as long together as the square of that chain.
/// </remarks>
internal static class Way
{
    private const int MaxLength = 1000;
    private const int KeptLength = 400;
    private const char Mark = '…';

    /// <summary>The way to a member.</summary>
    /// <param name="way">The way to what it is a member of.</param>
    /// <param name="name">Its name.</param>
    public static string Join(string way, string name)
    {
        string whole = $"{way}.{name}";
        if (whole.Length <= MaxLength)
        {
            return whole;
        }

        (int left, int end) = LeftOut(whole);
        int tail = whole.Length - KeptLength;
        string between = (left + tail - end).ToString(CultureInfo.InvariantCulture);
        return $"{whole.Substring(0, KeptLength)}{Mark}{between}{Mark}{whole.Substring(tail)}";
    }

    // How many characters have been left out already, and where what says so ends.
    private static (int Count, int End) LeftOut(string way)
    {
        int end = way[KeptLength] == Mark ? way.IndexOf(Mark, KeptLength + 1) : -1;
        return end > 0 && end < KeptLength + 12 && int.TryParse(way.Substring(KeptLength + 1, end - KeptLength - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? (count, end + 1)
            : (0, KeptLength);
    }
}
