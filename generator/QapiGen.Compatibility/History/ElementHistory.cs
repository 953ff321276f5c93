using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Rules;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.History;

/// <summary>Follows elements from release to release by where they stand in messages, whatever types are called or numbered in each.</summary>
internal sealed class ElementHistory
{
    private readonly WireSchema[] _releases;
    private readonly Lazy<Step>[] _steps;

    /// <summary>Makes it.</summary>
    /// <param name="releases">The releases, oldest first.</param>
    public ElementHistory(WireSchema[] releases)
    {
        _releases = releases;
        _steps = Enumerable.Range(0, releases.Length - 1).Select(i => new Lazy<Step>(() => new Step(Match(i, i + 1)))).ToArray();
    }

    /// <summary>What of two releases is the same.</summary>
    public PairGraph Match(int old, int @new) => SchemaComparer.Match(_releases[old], _releases[@new]);

    /// <summary>What of a release and the next one is the same.</summary>
    /// <param name="old">The older of the two.</param>
    public PairGraph MatchNext(int old) => _steps[old].Value.Graph;

    /// <summary>The first of the releases up to one, without a gap, in which what was removed after it had been marked as deprecated.</summary>
    /// <returns>Its number; the one behind <paramref name="last"/> if that had no mark.</returns>
    public int FindDeprecation(Change removal, int last)
    {
        WireElement[] elements = [(removal as BranchChange)?.OldValue ?? removal.OldElement!];
        for (int release = last; ; release--)
        {
            if (elements.Length == 0 || elements.Any(static element => !element.IsDeprecated))
            {
                return release + 1;
            }

            if (release == 0)
            {
                return 0;
            }

            elements = elements.SelectMany(_steps[release - 1].Value.Partners.Before).Distinct().ToArray();
        }
    }

    /// <summary>Whether what one release has and a later one hasn't went, at each place where it went, after a warning that came in between.</summary>
    public bool WasAnnounced(Change removal, int old, int @new)
    {
        bool isGone = false;
        var elements = new HashSet<WireElement> { removal.OldElement! };
        for (int release = old; release < @new && elements.Count > 0; release++)
        {
            Step step = _steps[release].Value;
            var left = new HashSet<WireElement>();
            foreach (WireElement element in elements)
            {
                IReadOnlyCollection<WireElement> after = step.Partners.After(element);
                left.UnionWith(after);
                if (after.Count == 0)
                {
                    isGone = true;
                    if (!step.IsAnnounced(element))
                    {
                        return false;
                    }
                }
            }

            elements = left;
        }

        return isGone;
    }

    /// <summary>What a release has and none before it had.</summary>
    public IEnumerable<AddedElement> FindFirst(int @new, IReadOnlyList<WireInventory> inventories)
    {
        AddedElement[] added = AddedElements.Find(_releases[@new - 1], _releases[@new], _steps[@new - 1].Value.Partners)
            .Where(change => !inventories.Take(@new).Any(inventory => inventory.Contains(change.Path))).ToArray();

        // Names say nothing of captured releases.
        for (int release = 0; release < @new - 1 && added.Length > 0; release++)
        {
            if (_releases[release].IsIntrospection)
            {
                var partners = new ElementPartners(Match(release, @new));
                added = added.Where(change => partners.Before(change.New).Count == 0).ToArray();
            }
        }

        return added;
    }

    // A release and the next one.
    private sealed class Step(PairGraph graph)
    {
        private readonly Lazy<ILookup<WireElement, Change>> _removals =
            new(() => graph.Elements.Where(static change => change.IsRemoval).ToLookup(static change => change.OldElement!));

        public PairGraph Graph => graph;

        public ElementPartners Partners { get; } = new(graph);

        // What went with what held it is judged by its own mark.
        public bool IsAnnounced(WireElement element) =>
            _removals.Value.Contains(element) ? !_removals.Value[element].Any(PolicyRules.IsUnannounced) : element.IsDeprecated || element.IsUnstable;
    }
}
