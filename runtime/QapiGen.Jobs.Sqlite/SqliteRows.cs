using QapiGen.Jobs.Core;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Sqlite;

/// <summary>The statements that write rows.</summary>
internal sealed class SqliteRows(SqliteSession session)
{
    private readonly SqliteStatement _transition = session.Statement($"""
        insert into qapi_transition({StoredRows.Transition})
        values(?1, ?2, ifnull(?3, ifnull((select id from qapi_job where number = ?2), '')), ?4, ?5, ?6, ?7)
        """);

    private readonly SqliteStatement _insert = session.Statement(
        $"insert into qapi_job({StoredRows.NewJob}) values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)");

    private readonly SqliteStatement _update = session.Statement(
        $"update qapi_job set ({StoredRows.State}) = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) where number = ?1");

    private readonly SqliteStatement _arguments = session.Statement($"insert into qapi_arguments({StoredRows.Arguments}) values(?1, ?2)");

    // One that was saved in a transaction of the application's is newer than what waited here meanwhile; one whose number can't be isn't.
    private readonly SqliteStatement _checkpoint = session.Statement($"""
        insert into qapi_checkpoint({StoredRows.Checkpoint}) values(?1, ?2, ?3, ?4, ?5, ?6)
        on conflict(job) do update set {StoredRows.NewerCheckpoint} where excluded.sequence > qapi_checkpoint.sequence or qapi_checkpoint.sequence > {StoredNumber.Max}
        """);

    private readonly SqliteStatement _group = session.Statement(
        $"insert into qapi_group({StoredRows.Group}) values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict(number) do update set {StoredRows.NewerGroup}");

    private readonly SqliteStatement _note = session.Statement(
        "insert into qapi_note(key, value) values(?1, ?2) on conflict(key) do update set value = excluded.value");

    private readonly SqliteStatement _forgotten = session.Statement("delete from qapi_note where key = ?1");
    private readonly SqliteStatement _closed = session.Statement("delete from qapi_group where number = ?1");
    private readonly SqliteStatement _gone = session.Statement("delete from qapi_job where number = ?1");
    private readonly SqliteStatement _goneArguments = session.Statement("delete from qapi_arguments where job = ?1");
    private readonly SqliteStatement _goneCheckpoint = session.Statement("delete from qapi_checkpoint where job = ?1");

    /// <summary>Writes a transition.</summary>
    /// <param name="record">The record.</param>
    /// <param name="id">Id of the job; null if it stands in its row.</param>
    public void Add(in JobRecord record, string? id)
    {
        _transition.Bind(1, record.Transition);
        _transition.Bind(2, record.Job);
        _transition.Bind(3, id);
        _transition.Bind(4, StoredNames.Of(record.From));
        _transition.Bind(5, StoredNames.Of(record.Kind == JobRecordKind.Removed ? JobStatus.Null : record.State.Status));
        _transition.Bind(6, StoredNames.Of(record.Input));
        _transition.Bind(7, StoredTime.Write(record.Time));
        _transition.Execute();
    }

    public void Remove(long job)
    {
        foreach (SqliteStatement delete in (System.ReadOnlySpan<SqliteStatement>)[_gone, _goneArguments, _goneCheckpoint])
        {
            delete.Bind(1, job);
            delete.Execute();
        }
    }

    public void Write(in JobChange job)
    {
        if (job.Definition is { } definition)
        {
            Insert(job, definition);
        }
        else if (job.HasState)
        {
            BindState(_update, job);
            _update.Execute();
        }

        if (job.CheckpointSequence != 0)
        {
            _checkpoint.Bind(1, job.Number);
            _checkpoint.Bind(2, job.CheckpointSequence);
            _checkpoint.Bind(3, job.CheckpointProgress.Current);
            _checkpoint.Bind(4, job.CheckpointProgress.Total);
            _checkpoint.Bind(5, StoredTime.Write(job.CheckpointTime));
            _checkpoint.Bind(6, job.Checkpoint.Span);
            _checkpoint.Execute();
        }
    }

    public void Write(long group, in JobTransactionState state)
    {
        SqliteStatement statement = state.Phase == JobTransactionPhase.Closed ? _closed : _group;
        statement.Bind(1, group);
        if (state.Phase != JobTransactionPhase.Closed)
        {
            statement.Bind(2, StoredNames.Of(state.Phase));
            statement.Bind(3, state.Count);
            statement.Bind(4, state.Live);
            statement.Bind(5, state.Ended);
            statement.Bind(6, state.Manual);
            statement.Bind(7, state.Cursor);
            statement.Bind(8, state.Initiator);
        }

        statement.Execute();
    }

    public void WriteNote(string key, string? value)
    {
        SqliteStatement statement = value is null ? _forgotten : _note;
        statement.Bind(1, key);
        if (value is not null)
        {
            statement.Bind(2, value);
        }

        statement.Execute();
    }

    private static void BindState(SqliteStatement statement, in JobChange job)
    {
        statement.Bind(1, job.Number);
        statement.Bind(2, StoredNames.Of(job.State.Status));
        statement.Bind(3, (long)job.State.Flags);
        statement.Bind(4, job.State.ErrorNumber);
        statement.Bind(5, job.State.Error);
        statement.Bind(6, job.State.SpeedBytesPerSecond);
        statement.Bind(7, job.State.IsStartRequested);
        statement.Bind(8, job.State.Losses);
        statement.Bind(9, job.Progress.Current);
        statement.Bind(10, job.Progress.Total);
        statement.Bind(11, StoredTime.Write(job.StateTime));
        statement.Bind(12, job.StateSequence);
    }

    private void Insert(in JobChange job, JobDefinition definition)
    {
        BindState(_insert, job);
        _insert.Bind(13, definition.Id);
        _insert.Bind(14, definition.Type);
        _insert.Bind(15, definition.Driver);
        _insert.Bind(16, definition.Group);
        _insert.Bind(17, definition.Member);
        _insert.Bind(18, definition.IsBlocking);
        _insert.Bind(19, StoredTime.Write(job.Created));
        _insert.Execute();
        if (!definition.Arguments.IsEmpty)
        {
            _arguments.Bind(1, job.Number);
            _arguments.Bind(2, definition.Arguments.Span);
            _arguments.Execute();
        }
    }
}
