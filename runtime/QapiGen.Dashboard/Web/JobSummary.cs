using System.Collections.Generic;
using System.Text.Json;
using QapiGen.Dashboard.Jobs;
using QapiGen.Dashboard.Servers;

namespace QapiGen.Dashboard.Web;

/// <summary>How many jobs there are, by status.</summary>
internal static class JobSummary
{
    /// <summary>Counts and writes.</summary>
    public static void Write(Utf8JsonWriter writer, IEnumerable<WatchedServer> servers)
    {
        var counts = new SortedDictionary<string, int>(System.StringComparer.Ordinal);
        int total = 0;
        int failed = 0;
        foreach (WatchedServer server in servers)
        {
            IReadOnlyList<JobView> jobs = server.Jobs;
            total += jobs.Count;
            for (int i = 0; i < jobs.Count; i++)
            {
                counts[jobs[i].Status] = counts.GetValueOrDefault(jobs[i].Status) + 1;
                failed += jobs[i].Error is null ? 0 : 1;
            }
        }

        writer.WriteStartObject();
        writer.WriteNumber("total", total);
        writer.WriteNumber("failed", failed);
        writer.WriteStartObject("statuses");
        foreach ((string status, int count) in counts)
        {
            writer.WriteNumber(status, count);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
