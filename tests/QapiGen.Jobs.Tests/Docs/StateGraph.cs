using System;
using System.Linq;
using System.Text;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Tests.Docs;

/// <summary>The two tables as text, made from the code's own.</summary>
internal static class StateGraph
{
    /// <summary>Statuses and moves as a Mermaid diagram, each status with the verbs that it takes.</summary>
    public static string Diagram()
    {
        var text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        JobStatus[] statuses = Enum.GetValues<JobStatus>();
        foreach (JobStatus status in statuses)
        {
            string verbs = string.Join(", ", Enum.GetValues<JobVerb>().Where(verb => JobTransitions.Permits(status, verb)).Select(verb => verb.ToWire()));
            text.Append("    ").Append(NameOf(status));
            text.Append(verbs.Length == 0 ? "\n" : $" : {status.ToWire()} ({verbs})\n");
        }

        text.Append("    [*] --> ").Append(NameOf(JobStatus.Undefined)).Append('\n');
        foreach (JobStatus from in statuses)
        {
            foreach (JobStatus to in statuses.Where(to => JobTransitions.IsAllowed(from, to)))
            {
                text.Append("    ").Append(NameOf(from)).Append(" --> ").Append(NameOf(to)).Append('\n');
            }
        }

        return text.Append("    ").Append(NameOf(JobStatus.Null)).Append(" --> [*]\n```\n").ToString();
    }

    /// <summary>Verbs and statuses as a table.</summary>
    public static string VerbTable()
    {
        JobVerb[] verbs = Enum.GetValues<JobVerb>();
        var text = new StringBuilder("| status | ").AppendJoin(" | ", verbs.Select(verb => verb.ToWire())).Append(" |\n| --- |");
        text.Append(string.Concat(verbs.Select(_ => " :-: |"))).Append('\n');
        foreach (JobStatus status in Enum.GetValues<JobStatus>())
        {
            text.Append("| ").Append(status.ToWire()).Append(" |");
            text.Append(string.Concat(verbs.Select(verb => JobTransitions.Permits(status, verb) ? " x |" : "  |"))).Append('\n');
        }

        return text.ToString();
    }

    // "null" alone is a word of the diagram's own.
    private static string NameOf(JobStatus status) => status == JobStatus.Null ? "null_" : status.ToWire();
}
