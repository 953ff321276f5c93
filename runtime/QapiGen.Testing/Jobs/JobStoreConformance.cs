using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace QapiGen.Testing.Jobs;

/// <summary>The suite that every store of jobs has to pass; for any test framework.</summary>
/// <example><code>
/// public static TheoryData&lt;string&gt; Names => new(JobStoreConformance.Names);
///
/// [Theory]
/// [MemberData(nameof(Names))]
/// public async Task It_keeps_the_contract(string name)
/// {
///     await using var fixture = new MyFixture();
///     await JobStoreConformance.RunAsync(name, fixture);
/// }
/// </code></example>
public static class JobStoreConformance
{
    private static readonly Dictionary<string, Func<JobStoreFixture, Task>> s_cases =
        JobStoreOpeningCases.All.Concat(JobStoreContentCases.All).Concat(JobStoreHistoryCases.All).Concat(JobStoreFlushCases.All)
            .ToDictionary(item => item.Method.Name.Replace('_', ' '), StringComparer.Ordinal);

    /// <summary>The names of the cases: sentences that say what a store does.</summary>
    public static IReadOnlyCollection<string> Names => s_cases.Keys;

    /// <summary>Runs one of them.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="fixture">Makes the stores; not used before.</param>
    /// <exception cref="JobStoreConformanceException">The store doesn't keep its contract.</exception>
    public static async Task RunAsync(string name, JobStoreFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        try
        {
            await s_cases[name](fixture).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not JobStoreConformanceException)
        {
            throw new JobStoreConformanceException($"'{name}' ended in {fault.GetType().Name}: {fault.Message}", fault);
        }
    }
}
