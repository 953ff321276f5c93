using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Hosting;
using QapiGen.Jobs.Orleans.Events;

namespace QapiGen.Jobs.Orleans.Nodes;

/// <summary>Whoever on this node is told of the cluster's transitions: its QMP services, and watchers.</summary>
internal sealed class NodeEvents(IServiceProvider services)
{
    // Made when they are needed: services are made from dispatchers, which are made from what holds this.
    private readonly Lazy<IReadOnlyList<JobStatusChangeSender>> _senders = new(() => QapiJobsBuilder.CreateEventSenders(services));
    private ImmutableArray<JobClusterWatcher> _watchers = [];

    public JobClusterWatcher Watch(int capacity)
    {
        var watcher = new JobClusterWatcher(capacity, Remove);
        ImmutableInterlocked.Update(ref _watchers, static (all, one) => all.Add(one), watcher);
        return watcher;
    }

    public void Tell(in JobClusterTransition transition)
    {
        if (!transition.IsGap)
        {
            foreach (JobStatusChangeSender sender in _senders.Value)
            {
                sender.Send(transition.Id, transition.Status, transition.Error);
            }
        }

        foreach (JobClusterWatcher watcher in _watchers)
        {
            watcher.Tell(transition);
        }
    }

    private void Remove(JobClusterWatcher watcher) => ImmutableInterlocked.Update(ref _watchers, static (all, one) => all.Remove(one), watcher);
}
