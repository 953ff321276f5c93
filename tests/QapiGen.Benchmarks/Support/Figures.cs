using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace QapiGen.Benchmarks.Support;

/// <summary>How figures are summed up and written: the median of the rounds, and their spread.</summary>
internal static class Figures
{
    /// <summary>The middle one.</summary>
    public static double Median(IEnumerable<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return sorted[sorted.Count / 2];
    }

    /// <summary>The least and the greatest.</summary>
    public static string Range(IReadOnlyCollection<double> values, string format) => $"{Text(values.Min(), format)}–{Text(values.Max(), format)}";

    /// <summary>The median with the spread behind it.</summary>
    public static string Spread(IReadOnlyCollection<double> values, string format) => $"{Text(Median(values), format)} ({Range(values, format)})";

    /// <summary>Each value divided by the one of the same round.</summary>
    public static List<double> Ratios(IEnumerable<double> values, IEnumerable<double> others) =>
        [.. values.Zip(others, static (value, other) => value / other)];

    /// <summary>One number.</summary>
    public static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
