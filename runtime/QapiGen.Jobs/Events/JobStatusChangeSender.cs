using System;
using System.Linq;
using System.Text.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Events;

/// <summary>Sends every transition as <c>JOB_STATUS_CHANGE</c>: what a manager needs to be seen over QMP, beside <see cref="JobDispatcher"/>.</summary>
/// <example><code>manager.AddSink(new JobStatusChangeSender(service));</code></example>
public sealed class JobStatusChangeSender : IJobEventSink
{
    private readonly IQmpEventSink _events;
    private readonly JobEventEmitter _emitter;
    private readonly bool _declaresError;

    /// <summary>Makes a sender.</summary>
    /// <param name="events">Where to; a QMP service sends to all its connections.</param>
    public JobStatusChangeSender(IQmpEventSink events)
        : this(events, (events as QmpService)?.Schema)
    {
    }

    /// <summary>Makes a sender.</summary>
    /// <param name="events">Where to.</param>
    /// <param name="schema">What is served there; null for QEMU's events.</param>
    public JobStatusChangeSender(IQmpEventSink events, QmpCompiledSchema? schema)
    {
        ArgumentNullException.ThrowIfNull(events);
        _events = events;
        _emitter = new JobEventEmitter(events);
        _declaresError = schema is not null && DeclaresError(schema);
    }

    /// <summary>
    /// Whether the event of a job that failed tells why, in a member <c>error</c>; without it nobody can know of a job that dismisses itself. QEMU's form of the event has
    /// no such member: clients ignore members that they don't know. False sends it only where the service's schema declares <c>'*error': 'str'</c>, as QEMU would.
    /// </summary>
    public bool SendsError { get; init; } = true;

    /// <inheritdoc/>
    public void OnTransition(in JobTransition transition) => Send(transition.Id!, transition.Status, transition.State.Error);

    /// <summary>Sends the event of a job that another host may have.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="status">Its new status.</param>
    /// <param name="error">Why it failed; null while it hasn't.</param>
    public void Send(string id, JobStatus status, string? error)
    {
        if ((SendsError || _declaresError) && error is not null)
        {
            _events.Emit(JobEvent.JobStatusChange, new StatusAndError(id, status, error));
        }
        else
        {
            _emitter.JobStatusChange(id, status);
        }
    }

    private static bool DeclaresError(QmpCompiledSchema schema) =>
        !schema.Modules.Contains(JobModule.Instance)
        && QmpSchema.FromModules(schema.Modules).TryGetEvent(JobEvent.JobStatusChange.Name, out QmpEventInfo? change)
        && change.Data is QmpObjectInfo data
        && data.TryGetMember("error", out QmpMemberInfo? error)
        && error.Type is QmpBuiltinInfo { Kind: QmpBuiltinKind.String };

    private readonly record struct StatusAndError(string Id, JobStatus Status, string Error) : IWireCodec<StatusAndError>
    {
        public static StatusAndError Read(ref Utf8JsonReader reader, WireMode mode) => throw new NotSupportedException("A server only writes it");

        public static void Write(ref WireWriter writer, StatusAndError value)
        {
            writer.BeginObject();
            writer.Member("\"id\": "u8);
            StringCodec.Write(ref writer, value.Id);
            writer.Member("\"status\": "u8);
            JobStatusCodec.Write(ref writer, value.Status);
            writer.Member("\"error\": "u8);
            StringCodec.Write(ref writer, value.Error);
            writer.EndObject();
        }
    }
}
