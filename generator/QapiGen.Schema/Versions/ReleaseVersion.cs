using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace QapiGen.Schema.Versions;

/// <summary>A version as releases and documentation have it: numbers with dots between.</summary>
public sealed class ReleaseVersion : IComparable<ReleaseVersion>
{
    private static readonly Regex Pattern = new(@"\d+(?:\.\d+)*", RegexOptions.CultureInvariant);

    private readonly int[] _numbers;

    private ReleaseVersion(string text, int[] numbers)
    {
        Text = text;
        _numbers = numbers;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Compares two versions.</summary>
    public static bool operator ==(ReleaseVersion? left, ReleaseVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Compares two versions.</summary>
    public static bool operator !=(ReleaseVersion? left, ReleaseVersion? right) => !(left == right);

    /// <summary>Compares two versions.</summary>
    public static bool operator <(ReleaseVersion? left, ReleaseVersion? right) => left is null ? right is not null : left.CompareTo(right) < 0;

    /// <summary>Compares two versions.</summary>
    public static bool operator >(ReleaseVersion? left, ReleaseVersion? right) => right < left;

    /// <summary>Compares two versions.</summary>
    public static bool operator <=(ReleaseVersion? left, ReleaseVersion? right) => !(right < left);

    /// <summary>Compares two versions.</summary>
    public static bool operator >=(ReleaseVersion? left, ReleaseVersion? right) => !(left < right);

    /// <summary>Finds the version in a name such as <c>qemu-10.2</c>, the last one if there are several.</summary>
    /// <returns>The version, or null if there is none.</returns>
    public static ReleaseVersion? Find(string name)
    {
        Match? match = Pattern.Matches(name ?? throw new ArgumentNullException(nameof(name))).Cast<Match>().LastOrDefault();
        if (match is null)
        {
            return null;
        }

        string[] parts = match.Value.Split('.');
        int[] numbers = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return new ReleaseVersion(match.Value, numbers);
    }

    /// <summary>Compares number by number; what is missing counts as 0, so that <c>7.0</c> equals <c>7</c>.</summary>
    public int CompareTo(ReleaseVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (int i = 0; i < Math.Max(_numbers.Length, other._numbers.Length); i++)
        {
            int order = At(i).CompareTo(other.At(i));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ReleaseVersion other && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => At(0);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private int At(int index) => index < _numbers.Length ? _numbers[index] : 0;
}
