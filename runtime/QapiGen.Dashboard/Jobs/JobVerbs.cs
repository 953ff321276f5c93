using System;
using System.Collections.Generic;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;

namespace QapiGen.Dashboard.Jobs;

/// <summary>The verbs that make sense in a status, by the table of the job model.</summary>
internal static class JobVerbs
{
    private static readonly (JobVerb Verb, string Name)[] s_shown =
    [
        (JobVerb.Pause, "pause"),
        (JobVerb.Resume, "resume"),
        (JobVerb.Complete, "complete"),
        (JobVerb.Finalize, "finalize"),
        (JobVerb.Cancel, "cancel"),
        (JobVerb.Dismiss, "dismiss"),
    ];

    private static readonly string[][] s_byStatus = Make();

    /// <summary>The verbs of a status; none for one that isn't known.</summary>
    public static IReadOnlyList<string> Of(string status) => JobStatusExtensions.TryParse(status, out JobStatus known) ? s_byStatus[(int)known] : [];

    private static string[][] Make()
    {
        string[][] byStatus = new string[JobTransitions.StatusCount][];
        for (int i = 0; i < byStatus.Length; i++)
        {
            var status = (JobStatus)i;
            byStatus[i] = Array.ConvertAll(Array.FindAll(s_shown, shown => JobTransitions.Permits(status, shown.Verb) && IsUseful(status, shown.Verb)), static shown => shown.Name);
        }

        return byStatus;
    }

    // Both are allowed in all of these, but one of them would only be refused.
    private static bool IsUseful(JobStatus status, JobVerb verb) => verb switch
    {
        JobVerb.Resume => status is JobStatus.Paused or JobStatus.Standby,
        JobVerb.Pause => status is not (JobStatus.Paused or JobStatus.Standby),
        _ => true,
    };
}
