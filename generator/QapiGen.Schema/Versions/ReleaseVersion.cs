using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace QapiGen.Schema.Versions;

/// <summary>A version as releases and documentation have it: numbers with dots between or a date, perhaps with <c>-rc3</c>, <c>-beta.2</c> and their kin.</summary>
public sealed class ReleaseVersion : IComparable<ReleaseVersion>
{
    // What comes before a release, as QEMU, SemVer, NuGet, Debian and Python write it: -rc3, -beta.2, -preview.3.24, ~rc1, b2. A word that goes on is
    // none (-aarch64).
    private const string Stage = @"(?:[-._~+]?(?<stage>alpha|beta|preview|pre|rc|cr|dev|snapshot|nightly)[-._]?(?<count>\d+(?:\.\d+)*)?(?![A-Za-z0-9])|(?<stage>[abc])(?<count>\d+)(?![A-Za-z0-9]))?";

    // Numbers with dots between are versions, and dates; with '_' between where 'v' says so; a single number only where it isn't part of a word such as x86_64.
    private static readonly Regex[] Forms =
    [
        Form(@"(?<![0-9.])(?:(?<![A-Za-z])v)?(?<numbers>\d+(?:\.\d+)+)" + Stage),
        Form(@"(?<![A-Za-z0-9.])(?<numbers>\d{4}-\d{2}-\d{2})(?![A-Za-z0-9])"),
        Form(@"(?<![A-Za-z0-9.])v(?<numbers>\d+(?:_\d+)+)" + Stage + "(?![A-Za-z0-9])"),
        Form(@"(?<![A-Za-z0-9.]|x86_)v?(?<numbers>\d+)" + Stage + "(?![A-Za-z0-9])"),
    ];

    // The older, the fewer; a release comes after all that went before it.
    private static readonly string[][] Stages = [["dev", "snapshot", "nightly"], ["alpha", "a"], ["beta", "b"], ["preview", "pre"], ["rc", "cr", "c"]];

    private readonly long[] _numbers;
    private readonly int _stage;
    private readonly long[] _counts;

    private ReleaseVersion(string text, long[] numbers, int stage, long[] counts)
    {
        Text = text;
        _numbers = numbers;
        _stage = stage;
        _counts = counts;
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
        Match? match = Forms.Select(form => form.Matches(name).Cast<Match>().LastOrDefault()).FirstOrDefault(static found => found is not null);
        if (match is null || Numbers(match.Groups["numbers"].Value) is not long[] numbers || Numbers(match.Groups["count"].Value) is not long[] counts)
        {
            return null;
        }

        string word = match.Groups["stage"].Value.ToLowerInvariant();
        int stage = word.Length == 0 ? Stages.Length : Array.FindIndex(Stages, words => words.Contains(word));
        series = name.Substring(0, match.Index) + "*" + name.Substring(match.Index + match.Length);
        return new ReleaseVersion(match.Value.TrimStart('v', 'V'), numbers, stage, counts);
    }

    /// <summary>Compares number by number; what is missing counts as 0, so that <c>7.0</c> equals <c>7</c>; alphas, betas, previews and candidates come before their release, in this order.</summary>
    public int CompareTo(ReleaseVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = Compare(_numbers, other._numbers);
        order = order != 0 ? order : _stage.CompareTo(other._stage);
        return order != 0 ? order : Compare(_counts, other._counts);
    }

    /// <summary>Whether both are one release, or came before the same one: <c>7.0-rc3</c> and <c>7.0</c>.</summary>
    public bool IsOfReleaseOf(ReleaseVersion other) => Compare(_numbers, (other ?? throw new ArgumentNullException(nameof(other)))._numbers) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ReleaseVersion other && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => At(_numbers, 0).GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static Regex Form(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    // Null if one is beyond all versions.
    private static long[]? Numbers(string text)
    {
        string[] parts = text.Length == 0 ? [] : text.Split('.', '-', '_');
        long[] numbers = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }

    private static int Compare(long[] left, long[] right)
    {
        for (int i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            int order = At(left, i).CompareTo(At(right, i));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static long At(long[] numbers, int index) => index < numbers.Length ? numbers[index] : 0;
}
