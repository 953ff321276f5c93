using System.Globalization;
using System.Linq;

namespace QapiGen.Emit.Text;

/// <summary>Numbers as text; small ones, which generated code is full of, are made once.</summary>
internal static class Digits
{
    private static readonly string[] Small = Enumerable.Range(0, 64).Select(Format).ToArray();

    /// <summary>The number in decimal digits.</summary>
    public static string Text(int number) => number >= 0 && number < Small.Length ? Small[number] : Format(number);

    private static string Format(int number) => number.ToString(CultureInfo.InvariantCulture);
}
