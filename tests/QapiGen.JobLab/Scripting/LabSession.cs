using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Runtime.Messages;

namespace QapiGen.JobLab.Scripting;

/// <summary>A job engine with scripted drivers, and the verbs of block jobs on top of it.</summary>
public sealed class LabSession(JobManager manager, BlockJobEvents blockEvents)
{
    private readonly Dictionary<string, (Job Job, ScriptedDriver Driver)> _jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobTransaction> _transactions = new(StringComparer.Ordinal);

    public JobManager Manager => manager;

    /// <param name="script">The job.</param>
    /// <param name="failure">Text with which its creator gives it up once it is made; null: it doesn't.</param>
    /// <exception cref="QmpErrorException">The job can't be made.</exception>
    public async ValueTask CreateAsync(ScriptedJob script, string? failure)
    {
        ScriptedDriver driver = ScriptedDriver.Of(script.Driver);
        driver.IoErrorReported = (operation, action) => blockEvents.ReportError(script.Id, operation, action);
        Job job = await manager.CreateAsync(driver, OptionsOf(script, failure)).ConfigureAwait(false);
        if (failure is not null)
        {
            await job.GiveUpAsync().ConfigureAwait(false);
            throw new QmpErrorException(failure);
        }

        _jobs[script.Ref] = (job, driver);
    }

    public ValueTask StartAsync(string reference) => Find(reference).Job.StartAsync();

    public ScriptedDriver Driver(string reference) => Find(reference).Driver;

    public Job Job(string reference) => Find(reference).Job;

    /// <summary>The command that created the job fails and takes it back.</summary>
    public ValueTask RollBackAsync(string reference) => Find(reference).Job.CancelAsync();

    /// <summary>The server ends.</summary>
    public ValueTask CancelAllAsync() => manager.ShutdownAsync(JobShutdownMode.Cancel);

    /// <exception cref="QmpErrorException">There is no block job with this id.</exception>
    public Job BlockJob(string id) =>
        manager.Find(id) is { } job && BlockJobEvents.IsBlockJob(job.Type.ToJobType()) ? job : throw JobErrors.BlockJobNotFound(id);

    private JobOptions OptionsOf(ScriptedJob script, string? failure)
    {
        JobTransaction? transaction = null;
        if (script.Transaction is not null && !_transactions.TryGetValue(script.Transaction, out transaction))
        {
            transaction = manager.BeginTransaction();
            _transactions.Add(script.Transaction, transaction);
        }

        return new JobOptions
        {
            Id = script.Id,
            Type = script.Type,
            AutoFinalize = script.AutoFinalize,
            AutoDismiss = script.AutoDismiss,
            Transaction = transaction,
            SpeedBytesPerSecond = failure is null ? script.Speed : 0,
        };
    }

    private (Job Job, ScriptedDriver Driver) Find(string reference) =>
        _jobs.TryGetValue(reference, out (Job, ScriptedDriver) job) ? job : throw new QmpErrorException($"No job was made as '{reference}'");
}
