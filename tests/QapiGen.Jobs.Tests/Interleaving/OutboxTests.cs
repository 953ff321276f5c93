using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Jobs.Engine;
using QapiGen.Jobs.Events;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Jobs.Tests.Interleaving;

/// <summary>Sinks are given up at any point of a delivery: each is told in order and of one thing at a time, and who stays is told of everything.</summary>
[Trait("Draws", "examples")]
public sealed class OutboxTests
{
    private const int Schedules = 2000;
    private const int Producers = 2;
    private const int Each = 4;

    [Fact]
    public void A_sink_is_given_up_at_any_point()
    {
        int given = 0;
        int first = Examples.Seed(0);
        for (int seed = first; seed < first + Schedules; seed++)
        {
            given += Run(seed);
        }

        // None in some schedules, one or all in others.
        Assert.InRange(given, Schedules / 4, Schedules * 2);
    }

    private static int Run(int seed)
    {
        var interleaver = new Interleaver(seed);
        var options = new JobManagerOptions { Dispatcher = interleaver, SchedulingPoint = interleaver.Point };
        var shared = new JobLock(options, interleaver, NullLogger.Instance, new JobTelemetry(NullLogger.Instance, TimeProvider.System));
        SlowOrder[] sinks = [new(interleaver), new(interleaver), new(interleaver)];
        foreach (SlowOrder sink in sinks)
        {
            Do(shared, held => held.Outbox.Attach(held, sink));
        }

        int answered = 0;
        for (int producer = 0; producer < Producers; producer++)
        {
            interleaver.Spawn(() =>
            {
                for (int i = 0; i < Each; i++)
                {
                    JobLock.Held held = shared.Take();
                    JobOutbox outbox = held.Outbox;
                    outbox.Take(held, new JobTransition(outbox.Next(held), null, JobStatus.Created, default, default));
                    bool delivers = outbox.TryBegin(held);
                    JobTicket? ticket = delivers ? null : outbox.WaitForDelivery(held);
                    held.Exit();
                    if (delivers)
                    {
                        outbox.Deliver();
                    }

                    interleaver.Wait(() => ticket is null or { IsCompleted: true });
                    answered++;
                }
            });
        }

        var given = new List<IJobEventSink>();
        interleaver.Spawn(() =>
        {
            Do(shared, static held => held.Outbox.BeginEnd(held));
            for (int look = 0; look < 6; look++)
            {
                long step = 0;
                Do(shared, held => step = held.Outbox.Step);
                JobLock.Held held = shared.Take();
                IJobEventSink? sink = held.Outbox.TryPass(held, step);
                held.Exit();
                if (sink is not null)
                {
                    given.Add(sink);
                }
            }
        });
        interleaver.Run();

        Assert.Equal(Producers * Each, answered);
        Assert.Equal(given.Distinct(), given);
        foreach (SlowOrder sink in sinks)
        {
            Assert.False(sink.HasOverlap, $"schedule {seed}");
            Assert.Equal(Enumerable.Range(1, sink.Told.Count).Select(static number => (long)number), sink.Told);
            Assert.True(given.Contains(sink) || sink.Told.Count == Producers * Each, $"schedule {seed}: told of {sink.Told.Count}");
        }

        return given.Count;
    }

    private static void Do(JobLock shared, Action<JobLock.Held> action)
    {
        JobLock.Held held = shared.Take();
        action(held);
        held.Exit();
    }

    private sealed class SlowOrder(Interleaver interleaver) : IJobEventSink
    {
        private bool _isInside;

        public List<long> Told { get; } = [];

        public bool HasOverlap { get; private set; }

        public void OnTransition(in JobTransition transition)
        {
            HasOverlap |= _isInside;
            _isInside = true;
            Told.Add(transition.Sequence);
            interleaver.Point();
            interleaver.Point();
            _isInside = false;
        }
    }
}
