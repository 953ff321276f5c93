using System;
using System.Collections.Generic;
using System.Text.Json;

namespace QapiGen.Dashboard.Jobs;

/// <summary>An entry of <c>query-jobs</c>, whatever else a server puts there.</summary>
/// <param name="Id">The id.</param>
/// <param name="Type">What it says it is.</param>
/// <param name="Status">Its status.</param>
/// <param name="Current">How much is done.</param>
/// <param name="Total">How much there is to do.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Group">Name of its group, where it is known.</param>
/// <param name="Created">When it was made, where that is known: another job of the same id has another.</param>
internal readonly record struct JobEntry(string Id, string Type, string Status, long Current, long Total, string? Error, string? Group, DateTimeOffset? Created = null)
{
    /// <summary>Reads the answer; what has no id is left out.</summary>
    public static List<JobEntry> ReadAll(JsonElement answer)
    {
        var entries = new List<JobEntry>();
        if (answer.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in answer.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Object && Text(item, "id") is { } id)
                {
                    entries.Add(new JobEntry(
                        id, Text(item, "type") ?? "", Text(item, "status") ?? "undefined", Number(item, "current-progress"), Number(item, "total-progress"), Text(item, "error"), null));
                }
            }
        }

        return entries;
    }

    /// <summary>A member of an object; null if it isn't there or isn't text.</summary>
    public static string? Text(JsonElement item, string member)
    {
        try
        {
            return item.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a pair of surrogates.
            return null;
        }
    }

    private static long Number(JsonElement item, string member) =>
        item.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : 0;
}
