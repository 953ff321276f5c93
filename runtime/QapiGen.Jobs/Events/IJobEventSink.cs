namespace QapiGen.Jobs.Events;

/// <summary>Is told of every transition of every job with an id, in the order in which they happened.</summary>
public interface IJobEventSink
{
    /// <summary>A status has changed. Calls never overlap.</summary>
    /// <remarks>
    /// Has to be quick: commands are answered after their events are taken, so that a sink that blocks holds up answers (not jobs).
    /// At the end one that blocks for longer than <see cref="JobManagerOptions.ShutdownPatience"/>, or a fifth of the time, is given up and logged by its type; the others are told of what is left. Where jobs are left to the next host, or waited for without a bound, that isn't promised.
    /// No lock is held; the manager may be used, but not waited for. An exception is logged, and the next sink is told.
    /// </remarks>
    void OnTransition(in JobTransition transition);
}
