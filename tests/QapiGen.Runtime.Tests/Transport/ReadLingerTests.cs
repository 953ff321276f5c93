using System;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Transport;

/// <summary>How often a reader looks again: as long as it pays, and never for ever.</summary>
public sealed class ReadLingerTests
{
    [Fact]
    public void Nobody_looks_who_may_not()
    {
        Assert.False(new ReadLinger(maxLookers: 1000).TryBegin());
    }

    [Fact]
    public void Where_nothing_comes_waits_without_a_look_become_twice_as_many()
    {
        var linger = new ReadLinger(maxLookers: 1000) { IsAllowed = true };
        LookWithSuccess(linger);
        LookWithSuccess(linger);
        LookWithSuccess(linger);
        for (int misses = 1; misses < 10; misses++)
        {
            LookInVain(linger);
            for (int skipped = 1; skipped < 1 << Math.Min(misses, 6); skipped++)
            {
                Assert.False(linger.TryBegin());
            }
        }

        LookWithSuccess(linger);
        LookWithSuccess(linger);
    }

    [Fact]
    public void A_peer_of_whom_nothing_is_known_is_taken_for_slow()
    {
        var linger = new ReadLinger(maxLookers: 1000) { IsAllowed = true };
        LookInVain(linger);
        for (int skipped = 1; skipped < 64; skipped++)
        {
            Assert.False(linger.TryBegin());
        }

        LookWithSuccess(linger);
    }

    [Fact]
    public void A_thread_is_given_back_though_something_comes_again_and_again()
    {
        var linger = new ReadLinger(maxLookers: 1000) { IsAllowed = true };
        for (int hits = 0; hits < 256; hits++)
        {
            LookWithSuccess(linger);
        }

        Assert.False(linger.TryBegin());
        LookWithSuccess(linger);
    }

    [Fact]
    public void Nobody_looks_where_enough_do()
    {
        var first = new ReadLinger(maxLookers: 1000) { IsAllowed = true };
        Assert.True(first.TryBegin());
        Assert.False(new ReadLinger(maxLookers: 0) { IsAllowed = true }.TryBegin());
        first.End(hasCome: false);
    }

    // Other work for the pool may end it early.
    private static void LookInVain(ReadLinger linger)
    {
        Assert.True(linger.TryBegin());
        for (int looks = 0; looks < 64;)
        {
            looks += linger.LooksAgain() ? 1 : 0;
        }

        Assert.False(linger.LooksAgain());
        linger.End(hasCome: false);
    }

    private static void LookWithSuccess(ReadLinger linger)
    {
        Assert.True(linger.TryBegin());
        linger.End(hasCome: true);
    }
}
