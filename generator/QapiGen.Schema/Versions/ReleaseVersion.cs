using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace QapiGen.Schema.Versions;

/// <summary>A version as releases and documentation have it: numbers with dots between, perhaps with <c>-rc3</c>.</summary>
public sealed class ReleaseVersion : IComparable<ReleaseVersion>
{
    // Numbers with dots between are versions; a single number only where it isn't part of a word such as x86_64.
    private static readonly Regex Dotted = new(@"(?<![0-9.])\d+(?:\.\d+)+(?:-?rc(?<rc>\d+))?", RegexOptions.CultureInvariant);
    private static readonly Regex Single = new(@"(?<![A-Za-z0-9.]|x86_)v?\d+(?:-?rc(?<rc>\d+))?(?![A-Za-z0-9])", RegexOptions.CultureInvariant);

    private readonly int[] _numbers;
    private readonly int _candidate;

    private ReleaseVersion(string text, int[] numbers, int candidate)
    {
        Text = text;
        _numbers = numbers;
        _candidate = candidate;
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

    /// <summary>Finds the version in a name such as <c>qemu-10.2</c> or <c>caps_7.2.0_x86_64.json</c>, the last one if there are several.</summary>
    /// <returns>The version, or null if there is none.</returns>
    public static ReleaseVersion? Find(string name) => Find(name, out _);

    /// <summary>Finds the version in a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="series">The name with <c>*</c> for the version: entries of one series follow each other; <c>caps_*_x86_64.json</c>.</param>
    /// <returns>The version, or null if there is none.</returns>
    public static ReleaseVersion? Find(string name, out string series)
    {
        series = name ?? throw new ArgumentNullException(nameof(name));
        Match? match = Dotted.Matches(name).Cast<Match>().LastOrDefault() ?? Single.Matches(name).Cast<Match>().LastOrDefault();
        if (match is null)
        {
            return null;
        }

        string text = match.Value.TrimStart('v');
        string[] parts = text.Split('-', 'r')[0].Split('.');
        int[] numbers = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        // A release comes after its candidates.
        int candidate = int.MaxValue;
        if (match.Groups["rc"] is { Success: true } group && !int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out candidate))
        {
            return null;
        }

        series = name.Substring(0, match.Index) + "*" + name.Substring(match.Index + match.Length);
        return new ReleaseVersion(text, numbers, candidate);
    }

    /// <summary>Compares number by number; what is missing counts as 0, so that <c>7.0</c> equals <c>7</c>; candidates come before their release.</summary>
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

        return _candidate.CompareTo(other._candidate);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ReleaseVersion other && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => At(0);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private int At(int index) => index < _numbers.Length ? _numbers[index] : 0;
}
