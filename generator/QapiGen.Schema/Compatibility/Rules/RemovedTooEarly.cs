using System.Globalization;
using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Something went away before it had been deprecated for as many releases as were promised; only a history shows that. (QAPI3602)</summary>
internal sealed class RemovedTooEarly : CompatibilityRule
{
    private RemovedTooEarly()
        : base("QAPI3602", "removed-too-early", Aspect.DeprecationPolicy, "'{0}' was removed after {1} as deprecated; promised are {2}", RuleGroup.Policy)
    {
    }

    /// <summary>The rule.</summary>
    public static RemovedTooEarly Instance { get; } = new();

    /// <summary>Looks at a removal.</summary>
    /// <param name="removal">The removal.</param>
    /// <param name="count">Releases of the history in which it was deprecated.</param>
    /// <param name="promised">Releases for which it had to be.</param>
    /// <param name="sink">Takes the finding.</param>
    public void Check(Change removal, int count, int promised, FindingSink sink)
    {
        if (count < promised)
        {
            string releases = count == 1 ? "1 release" : $"{count} releases";
            sink.Report(
                this, removal, Breaks(Certainty.WhenUsed), removal.Path, releases, promised.ToString(CultureInfo.InvariantCulture));
        }
    }
}
