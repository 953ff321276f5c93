using System;
using System.Linq;
using System.Reflection;
using System.Threading;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Engine;
using Xunit;

namespace QapiGen.Jobs.Tests.Manager;

/// <summary>The compiler holds who may touch what threads share.</summary>
public sealed class LockTests
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Type[] s_guarded = [typeof(JobTable), typeof(JobStartLine), typeof(JobOutbox), typeof(JobJournal), typeof(JobEngineState), typeof(JobReleases)];
    private static readonly Type[] s_used = [.. s_guarded, typeof(JobCheckpoints)];
    private static readonly Type[] s_jobs = [typeof(Job), typeof(JobGroup), typeof(JobRun)];

    [Fact]
    public void What_is_guarded_is_reached_through_the_lock_alone()
    {
        var others =
            from type in typeof(JobLock).Assembly.GetTypes()
            where type != typeof(JobLock) && !Attribute.IsDefined(type, typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute))
            from member in type.GetFields(Any).Select(static field => (field.Name, Type: field.FieldType))
                .Concat(type == typeof(JobLock.Held) ? [] : type.GetProperties(Any).Select(static property => (property.Name, Type: property.PropertyType)))
            where s_guarded.Contains(member.Type)
            select $"{type.Name}.{member.Name}";

        Assert.Empty(others);
        Assert.DoesNotContain(typeof(JobLock).GetProperties(Any), static property => s_guarded.Contains(property.PropertyType));
    }

    /// <summary>Those two: the drivers' names, there before the first job is; and a name for the log, which is exchanged in one step.</summary>
    [Fact]
    public void An_engine_keeps_what_changes_in_its_lock() => Assert.Equal(
        ["_drivers", "_ending"],
        typeof(JobEngine).GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(static field => !field.IsInitOnly).Select(static field => field.Name).Order());

    /// <summary>But for the link of a list that whoever has left the lock goes through.</summary>
    [Fact]
    public void What_changes_of_a_job_changes_with_the_token()
    {
        var settable =
            from type in s_jobs
            from property in type.GetProperties(Any)
            where property.SetMethod is { IsPrivate: false }
            select $"{type.Name}.{property.Name}";

        Assert.Equal([$"{nameof(JobRun)}.{nameof(JobRun.NextToGo)}"], settable);
    }

    /// <summary>But for those: each says why that is safe, or that it tells of some recent instant.</summary>
    [Fact]
    public void What_changes_of_a_job_is_read_with_the_token()
    {
        var read =
            from type in s_jobs
            from property in type.GetProperties(Any | BindingFlags.DeclaredOnly)
            where property.GetMethod is { IsPrivate: false, IsVirtual: false, IsStatic: false } && type.GetField($"<{property.Name}>k__BackingField", Any) is not { IsInitOnly: true }
            select $"{type.Name}.{property.Name}";

        Assert.Equal(
            [
                "Job.Completion", "Job.Created", "Job.CurrentFlags", "Job.CurrentSpeed", "Job.CurrentStatus", "Job.Driver", "Job.Engine", "Job.IsLost", "Job.Losses", "Job.MemberIndex", "Job.Number", "Job.Progress",
                "Job.ProgressCell", "Job.Run", "Job.Status", "Job.Type", "JobRun.IsLaunched", "JobRun.IsStopping", "JobRun.Job", "JobRun.Logger", "JobRun.NextToGo", "JobRun.SavesCheckpoints",
                "JobRun.WaitNumber",
            ],
            read.Order(StringComparer.Ordinal));
    }

    /// <summary>But for what is done without the lock: telling sinks, and waiting for the store.</summary>
    [Fact]
    public void What_is_guarded_is_used_with_the_token()
    {
        var without =
            from type in s_used
            from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            where !method.IsSpecialName && !method.GetParameters().Any(static parameter => parameter.ParameterType == typeof(JobLock.Held))
            select $"{type.Name}.{method.Name}";

        Assert.Equal([$"{nameof(JobOutbox)}.{nameof(JobOutbox.Deliver)}", $"{nameof(JobJournal)}.{nameof(JobJournal.Watch)}"], without);
    }

    /// <summary>But for what never changes, and what tells of some recent instant: who reads it is told again by the next look.</summary>
    [Fact]
    public void What_is_guarded_is_read_with_the_token()
    {
        var properties =
            from type in s_used
            from property in type.GetProperties(Any)
            select $"{type.Name}.{property.Name}";

        Assert.Equal(
            [
                "JobEngineState.IsClosed", "JobEngineState.IsSuspending", "JobEngineState.OtherTypes", "JobEngineState.StoreLoss",
                "JobJournal.Epoch", "JobJournal.Length", "JobJournal.Store", "JobJournal.StoreIdentity", "JobOutbox.Step",
            ],
            properties.Order(StringComparer.Ordinal));
    }

    /// <summary>It is several words, and could be half of one state and half of another.</summary>
    [Fact]
    public void A_jobs_state_is_read_with_the_token()
    {
        var readers =
            from type in (Type[])[typeof(Job), typeof(JobGroup)]
            from method in type.GetMethods(Any)
            where ((Type[])[typeof(JobState), typeof(JobTransactionState)]).Any(state => method.ReturnType == state || method.ReturnType == state.MakeByRefType())
            where !method.GetParameters().Any(static parameter => parameter.ParameterType == typeof(JobLock.Held))
            select method.Name;

        Assert.Equal([nameof(Job.Snapshot)], readers);
    }

    [Fact]
    public void A_token_comes_of_taking_the_lock_and_stays_in_its_method()
    {
        Assert.True(typeof(JobLock.Held).IsByRefLike);
        Assert.All(typeof(JobLock.Held).GetConstructors(Any), static constructor => Assert.True(constructor.IsPrivate));
    }

    [Fact]
    public void A_token_is_good_until_the_lock_is_left()
    {
        JobLock shared = NewLock();
        JobLock.Held held = shared.Take();
        Assert.True(held.IsEntered);
        Assert.Equal(0, held.Table.Count(held));

        held.Exit();

        Assert.False(held.IsEntered);
#if DEBUG
        bool isNoticed = false;
        try
        {
            _ = held.Table;
        }
        catch (SynchronizationLockException)
        {
            isNoticed = true;
        }

        Assert.True(isNoticed);
#endif
    }

    private static JobLock NewLock()
    {
        var options = new JobManagerOptions();
        return new JobLock(options, RunDispatcher.For(options.Scheduler), NullLogger.Instance, new JobTelemetry(NullLogger.Instance, TimeProvider.System));
    }
}
