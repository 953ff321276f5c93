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

    /// <summary>Makes a sender.</summary>
    /// <param name="events">Where to; a QMP service sends to all its connections, and its schema says whether events tell why a job failed.</param>
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
        SendsError = schema is not null && HasError(schema);
    }

    /// <summary>
    /// Whether the event of a job that failed tells why. A host's own schema with <c>'*error': 'str'</c> in this event sets it by itself; QEMU's has no such member.
    /// </summary>
    public bool SendsError { get; init; }

    /// <inheritdoc/>
    public void OnTransition(in JobTransition transition)
    {
        if (SendsError && transition.State.Error is { } error)
        {
            _events.Emit(JobEvent.JobStatusChange, new StatusAndError(transition.Id!, transition.Status, error));
        }
        else
        {
            _emitter.JobStatusChange(transition.Id!, transition.Status);
        }
    }

    private static bool HasError(QmpCompiledSchema schema) =>
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
