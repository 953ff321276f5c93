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

    /// <summary>What the inputs of recovery make of each status, as a table.</summary>
    public static string RecoveryTable()
    {
        JobState created = Apply(JobState.Undefined(default), JobInputKind.Create);
        JobState running = Apply(created, JobInputKind.Start, JobInputKind.PausePoint);
        JobState ready = Apply(running, JobInputKind.Ready);
        JobState waiting = Apply(running, JobInput.Returned(0), JobInputKind.Settle, JobInputKind.Succeed);
        JobState pending = Apply(waiting, JobInputKind.MakePending);
        JobState aborting = Apply(running, JobInput.Returned(5), JobInputKind.Settle);
        (JobStatus Status, JobState State)[] rows =
        [
            (JobStatus.Created, created),
            (JobStatus.Running, running),
            (JobStatus.Paused, Apply(running, JobInputKind.Pause, JobInputKind.PausePoint)),
            (JobStatus.Ready, ready),
            (JobStatus.Standby, Apply(ready, JobInputKind.Pause, JobInputKind.PausePoint)),
            (JobStatus.Waiting, waiting),
            (JobStatus.Pending, pending),
            (JobStatus.Aborting, aborting),
            (JobStatus.Concluded, Apply(pending, JobInputKind.FinishOff, JobInputKind.Conclude)),
        ];
        var text = new StringBuilder("| status | lost | lost in a group that aborts | then readopted | or abandoned |\n| --- | --- | --- | --- | --- |\n");
        foreach ((JobStatus status, JobState state) in rows)
        {
            Xunit.Assert.Equal(status, state.Status);
            JobState lost = Apply(state, JobInputKind.Lost);
            text.Append("| ").AppendJoin(
                " | ",
                status.ToWire(),
                Outcome(JobCore.Apply(state, JobInputKind.Lost), state),
                Outcome(JobCore.Apply(state, new JobInput(JobInputKind.Lost, Force: true)), state),
                Outcome(JobCore.Apply(lost, JobInput.Readopted(default)), lost),
                Outcome(JobCore.Apply(lost, JobInput.Abandoned(5)), lost)).Append(" |\n");
        }

        return text.ToString();
    }

    private static JobState Apply(JobState state, params JobInput[] inputs) => inputs.Aggregate(state, static (current, input) => JobCore.Apply(current, input).State);

    private static string Outcome(JobStep step, JobState before) =>
        step.Refusal != JobRefusal.None ? "refused"
        : (step.State.Status == before.Status ? "stays" : step.State.Status.ToWire())
            + ((step.Effects & JobEffects.AbortTransaction) != 0 ? "; its group aborts" : "")
            + ((step.Effects & JobEffects.Ended) != 0 ? "; ends" : "")
            + ((step.Effects & JobEffects.Launch) != 0 ? "; goes on" : "");

    // "null" alone is a word of the diagram's own.
    private static string NameOf(JobStatus status) => status == JobStatus.Null ? "null_" : status.ToWire();
}
