using System;
using System.Collections.Generic;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Matching;

/// <summary>Finds the added element that a removed one probably became.</summary>
/// <remarks>
/// Where few came and went, all pairs are tried. Where many did, only names that differ in spelling or in the prefix of what is experimental are: they
/// are found in a table, so that the work stays proportional to the number of elements.
/// </remarks>
internal sealed class RenameFinder<T>
    where T : WireElement
{
    // Pairs of a removed and an added element that are compared letter by letter: 256 of each.
    private const long MaxPairs = 1 << 16;

    // Names of one spelling that are tried.
    private const int MaxOfOneSpelling = 16;

    private readonly List<T> _added;
    private readonly Func<T, T, bool> _isRename;
    private readonly bool[] _isTaken;
    private readonly Dictionary<string, List<int>>? _bySpelling;

    /// <summary>Makes a finder.</summary>
    /// <param name="removedCount">How many were removed.</param>
    /// <param name="added">Those that were added.</param>
    /// <param name="isRename">Whether a removed and an added element are one that got another name.</param>
    public RenameFinder(int removedCount, List<T> added, Func<T, T, bool> isRename)
    {
        _added = added;
        _isRename = isRename;
        _isTaken = new bool[added.Count];
        if ((long)removedCount * added.Count > MaxPairs)
        {
            _bySpelling = Index(added);
        }
    }

    /// <summary>Those that no removed element became.</summary>
    public IEnumerable<T> Left
    {
        get
        {
            for (int i = 0; i < _added.Count; i++)
            {
                if (!_isTaken[i])
                {
                    yield return _added[i];
                }
            }
        }
    }

    /// <summary>Takes the first added element that a removed one probably became; null if there is none.</summary>
    public T? Take(T removed)
    {
        int found = _bySpelling is null ? FindAmongAll(removed) : FindBySpelling(removed, _bySpelling);
        if (found < 0)
        {
            return null;
        }

        _isTaken[found] = true;
        return _added[found];
    }

    private static Dictionary<string, List<int>> Index(List<T> added)
    {
        var index = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (int i = 0; i < added.Count; i++)
        {
            string spelling = NameSimilarity.Fold(added[i].Name);
            if (!index.TryGetValue(spelling, out List<int>? positions))
            {
                index.Add(spelling, positions = new List<int>());
            }

            positions.Add(i);
        }

        return index;
    }

    private int FindAmongAll(T removed)
    {
        for (int i = 0; i < _added.Count; i++)
        {
            if (!_isTaken[i] && _isRename(removed, _added[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private int FindBySpelling(T removed, Dictionary<string, List<int>> bySpelling)
    {
        int first = int.MaxValue;
        foreach (string spelling in NameSimilarity.Spellings(removed.Name))
        {
            if (bySpelling.TryGetValue(spelling, out List<int>? positions))
            {
                int found = positions.FindIndex(0, Math.Min(positions.Count, MaxOfOneSpelling), i => _isRename(removed, _added[i]));
                first = found < 0 ? first : Math.Min(first, positions[found]);
            }
        }

        if (first == int.MaxValue)
        {
            return -1;
        }

        bySpelling[NameSimilarity.Fold(_added[first].Name)].Remove(first);
        return first;
    }
}
