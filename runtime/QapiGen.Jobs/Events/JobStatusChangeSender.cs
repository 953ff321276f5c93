using System;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Events;

/// <summary>Sends every transition as <c>JOB_STATUS_CHANGE</c>: what a manager needs to be seen over QMP, beside <see cref="JobDispatcher"/>.</summary>
/// <example><code>manager.AddSink(new JobStatusChangeSender(service));</code></example>
public sealed class JobStatusChangeSender : IJobEventSink
{
    private readonly JobEventEmitter _emitter;

    /// <summary>Makes a sender.</summary>
    /// <param name="events">Where to; a QMP service sends to all its connections.</param>
    public JobStatusChangeSender(IQmpEventSink events)
    {
        ArgumentNullException.ThrowIfNull(events);
        _emitter = new JobEventEmitter(events);
    }

    /// <inheritdoc/>
    public void OnTransition(in JobTransition transition) => _emitter.JobStatusChange(transition.Id!, transition.Status);
}
