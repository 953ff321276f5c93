using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Cli.Output;

namespace QapiGen.Cli.Commands.Projects;

/// <summary>Makes one result of what was found in a schema for each framework of a project.</summary>
internal static class FrameworkFaults
{
    /// <summary>Says once what holds for several frameworks, and for which a thing holds that isn't so for all.</summary>
    /// <param name="found">What was found, each with the frameworks that it was found for.</param>
    /// <param name="frameworks">How many frameworks the project has.</param>
    public static IEnumerable<CheckedSchema> Merge(IReadOnlyList<CheckedSchema> found, int frameworks)
    {
        IReadOnlyList<string> Narrow(IEnumerable<string> some)
        {
            string[] distinct = [.. some.Distinct(StringComparer.OrdinalIgnoreCase)];
            return distinct.Length == frameworks ? [] : distinct;
        }

        // What is larger for one framework than for another is another schema for it.
        return found.GroupBy(static schema => (schema.Root, schema.Size)).Select(same => same.First() with
        {
            Faults =
            [
                .. same.SelectMany(static schema => schema.Faults, static (schema, fault) => (fault.Found, schema.Frameworks))
                    .GroupBy(static one => one.Found, static one => one.Frameworks)
                    .Select(fault => new CheckedFault(fault.Key, Narrow(fault.SelectMany(static each => each)))),
            ],
            Hint = same.Select(static schema => schema.Hint).FirstOrDefault(static hint => hint is not null),
            Frameworks = Narrow(same.SelectMany(static schema => schema.Frameworks)),
        });
    }
}
