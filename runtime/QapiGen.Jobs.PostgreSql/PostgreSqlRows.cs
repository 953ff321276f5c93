using System.Collections.Generic;
using System.Linq;
using Npgsql;
using NpgsqlTypes;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>The statements that write rows: one for each table, however many rows, with arrays for columns.</summary>
internal sealed class PostgreSqlRows(NpgsqlBatchCommandCollection statements, int shard, long epoch, long attempt)
{
    /// <summary>The row of the owner, if the flush has got it.</summary>
    private const string Mine = "qapi_shard f where f.shard = $1 and f.epoch = $2 and f.attempt = $3";

    public void AddTransitions(JobBatch batch)
    {
        JobRecord[] records = [.. Enumerable.Range(0, batch.TransitionCount).Select(batch.TransitionAt)];
        if (records.Length == 0)
        {
            return;
        }

        Add(
            $"""
            insert into qapi_transition(shard, {StoredRows.Transition})
            select f.shard, t.number, t.job, coalesce(t.id, (select id from qapi_job j where j.shard = f.shard and j.number = t.job), ''), t.before, t.after, t.input, t.time
            from unnest($4, $5, $6, $7, $8, $9, $10) as t(number, job, id, before, after, input, time), {Mine}
            """,
            Numbers(records.Select(static record => record.Transition)),
            Numbers(records.Select(static record => record.Job)),
            Texts(records.Select(record => batch.IdOf(record.Job))),
            Texts(records.Select(static record => StoredNames.Of(record.From))),
            Texts(records.Select(static record => StoredNames.Of(record.Kind == JobRecordKind.Removed ? JobStatus.Null : record.State.Status))),
            Texts(records.Select(static record => StoredNames.Of(record.Input))),
            Numbers(records.Select(static record => StoredTime.Write(record.Time))));
    }

    public void Remove(List<long> jobs)
    {
        if (jobs.Count != 0)
        {
            Add($"delete from qapi_job r using {Mine} and r.shard = f.shard and r.number = any($4)", Numbers(jobs));
            Add($"delete from qapi_arguments r using {Mine} and r.shard = f.shard and r.job = any($4)", Numbers(jobs));
            Add($"delete from qapi_checkpoint r using {Mine} and r.shard = f.shard and r.job = any($4)", Numbers(jobs));
        }
    }

    public void Insert(List<JobChange> jobs)
    {
        if (jobs.Count == 0)
        {
            return;
        }

        Add(
            $"""
            insert into qapi_job(shard, {StoredRows.NewJob})
            select f.shard, t.* from unnest($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) as t, {Mine}
            """,
            [
                .. State(jobs),
                Texts(jobs.Select(static job => job.Definition!.Id)),
                Texts(jobs.Select(static job => job.Definition!.Type)),
                Texts(jobs.Select(static job => job.Definition!.Driver)),
                Numbers(jobs.Select(static job => job.Definition!.Group)),
                Integers(jobs.Select(static job => job.Definition!.Member)),
                Booleans(jobs.Select(static job => job.Definition!.IsBlocking)),
                Numbers(jobs.Select(static job => StoredTime.Write(job.Created))),
            ]);
        JobChange[] withArguments = [.. jobs.Where(static job => !job.Definition!.Arguments.IsEmpty)];
        if (withArguments.Length != 0)
        {
            Add(
                $"insert into qapi_arguments(shard, {StoredRows.Arguments}) select f.shard, t.* from unnest($4, $5) as t, {Mine}",
                Numbers(withArguments.Select(static job => job.Number)),
                Bodies(withArguments.Select(static job => job.Definition!.Arguments.ToArray())));
        }
    }

    public void Update(List<JobChange> jobs)
    {
        if (jobs.Count != 0)
        {
            Add(
                $"""
                update qapi_job j set ({StoredRows.State}) = (t.{StoredRows.State.Replace(", ", ", t.", System.StringComparison.Ordinal)})
                from unnest($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as t(number, {StoredRows.State}), {Mine} and j.shard = f.shard and j.number = t.number
                """,
                State(jobs));
        }
    }

    public void WriteCheckpoints(List<JobChange> jobs)
    {
        if (jobs.Count != 0)
        {
            // One that was saved in a transaction of the application's is newer than what waited here meanwhile; one whose number can't be isn't.
            Add(
                $"""
                insert into qapi_checkpoint as c (shard, {StoredRows.Checkpoint})
                select f.shard, t.* from unnest($4, $5, $6, $7, $8, $9) as t, {Mine}
                on conflict (shard, job) do update set {StoredRows.NewerCheckpoint}
                where excluded.sequence > c.sequence or c.sequence > {StoredNumber.Max}
                """,
                Numbers(jobs.Select(static job => job.Number)),
                Numbers(jobs.Select(static job => job.CheckpointSequence)),
                Numbers(jobs.Select(static job => job.CheckpointProgress.Current)),
                Numbers(jobs.Select(static job => job.CheckpointProgress.Total)),
                Numbers(jobs.Select(static job => StoredTime.Write(job.CheckpointTime))),
                Bodies(jobs.Select(static job => job.Checkpoint.ToArray())));
        }
    }

    public void WriteGroups(KeyValuePair<long, JobTransactionState>[] groups)
    {
        if (groups.Length != 0)
        {
            Add(
                $"""
                insert into qapi_group(shard, {StoredRows.Group})
                select f.shard, t.* from unnest($4, $5, $6, $7, $8, $9, $10, $11) as t, {Mine}
                on conflict (shard, number) do update set {StoredRows.NewerGroup}
                """,
                Numbers(groups.Select(static item => item.Key)),
                Texts(groups.Select(static item => StoredNames.Of(item.Value.Phase))),
                Integers(groups.Select(static item => item.Value.Count)),
                Integers(groups.Select(static item => item.Value.Live)),
                Integers(groups.Select(static item => item.Value.Ended)),
                Integers(groups.Select(static item => item.Value.Manual)),
                Integers(groups.Select(static item => item.Value.Cursor)),
                Integers(groups.Select(static item => item.Value.Initiator)));
        }
    }

    public void RemoveGroups(long[] groups)
    {
        if (groups.Length != 0)
        {
            Add($"delete from qapi_group r using {Mine} and r.shard = f.shard and r.number = any($4)", Numbers(groups));
        }
    }

    public void WriteNotes(KeyValuePair<string, string?>[] notes)
    {
        if (notes.Length != 0)
        {
            Add(
                $"""
                insert into qapi_note(shard, key, value) select f.shard, t.* from unnest($4, $5) as t, {Mine}
                on conflict (shard, key) do update set value = excluded.value
                """,
                Texts(notes.Select(static note => note.Key)),
                Texts(notes.Select(static note => note.Value)));
        }
    }

    public void RemoveNotes(string[] keys)
    {
        if (keys.Length != 0)
        {
            Add($"delete from qapi_note r using {Mine} and r.shard = f.shard and r.key = any($4)", Texts(keys));
        }
    }

    public void Trim(long end) =>
        Add($"delete from qapi_transition r using {Mine} and r.shard = f.shard and r.number <= $4", new NpgsqlParameter { Value = end });

    private static NpgsqlParameter[] State(List<JobChange> jobs) =>
    [
        Numbers(jobs.Select(static job => job.Number)),
        Texts(jobs.Select(static job => StoredNames.Of(job.State.Status))),
        Numbers(jobs.Select(static job => (long)job.State.Flags)),
        Integers(jobs.Select(static job => job.State.ErrorNumber)),
        Texts(jobs.Select(static job => job.State.Error)),
        Numbers(jobs.Select(static job => job.State.SpeedBytesPerSecond)),
        Booleans(jobs.Select(static job => job.State.IsStartRequested)),
        Integers(jobs.Select(static job => job.State.Losses)),
        Numbers(jobs.Select(static job => job.Progress.Current)),
        Numbers(jobs.Select(static job => job.Progress.Total)),
        Numbers(jobs.Select(static job => StoredTime.Write(job.StateTime))),
        Numbers(jobs.Select(static job => job.StateSequence)),
    ];

    private static NpgsqlParameter Numbers(IEnumerable<long> values) => Array(NpgsqlDbType.Bigint, values.ToArray());

    private static NpgsqlParameter Integers(IEnumerable<int> values) => Array(NpgsqlDbType.Integer, values.ToArray());

    private static NpgsqlParameter Booleans(IEnumerable<bool> values) => Array(NpgsqlDbType.Boolean, values.ToArray());

    private static NpgsqlParameter Texts(IEnumerable<string?> values) => Array(NpgsqlDbType.Text, values.ToArray());

    private static NpgsqlParameter Bodies(IEnumerable<byte[]> values) => Array(NpgsqlDbType.Bytea, values.ToArray());

    private static NpgsqlParameter Array(NpgsqlDbType type, object values) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values };

    private void Add(string sql, params NpgsqlParameter[] values)
    {
        var statement = new NpgsqlBatchCommand(sql);
        statement.Parameters.Add(new NpgsqlParameter { Value = shard });
        statement.Parameters.Add(new NpgsqlParameter { Value = epoch });
        statement.Parameters.Add(new NpgsqlParameter { Value = attempt });
        statement.Parameters.AddRange(values);
        statements.Add(statement);
    }
}
