using System.Collections.Generic;
using System.Linq;
using QapiGen.Jobs.Events;

namespace QapiGen.Jobs.Tests.Support;

/// <summary>Writes down every transition, as "id status".</summary>
internal sealed class StatusLog : IJobEventSink
{
    private readonly List<JobTransition> _transitions = [];

    public IReadOnlyList<JobTransition> Transitions
    {
        get
        {
            lock (_transitions)
            {
                return [.. _transitions];
            }
        }
    }

    public IEnumerable<string> Lines => Transitions.Select(t => $"{t.Id} {t.Status.ToWire()}");

    public void OnTransition(in JobTransition transition)
    {
        lock (_transitions)
        {
            _transitions.Add(transition);
        }
    }

    public IEnumerable<string> Of(string id) => Transitions.Where(t => t.Id == id).Select(t => t.Status.ToWire());
}
