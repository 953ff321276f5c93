using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Dashboard.Events;

namespace QapiGen.Dashboard.Servers;

/// <summary>All servers. They are connected to while somebody looks, and for a while after that; nothing is done else.</summary>
internal sealed class DashboardHub : IAsyncDisposable
{
    private readonly QapiDashboardOptions _options;
    private readonly Lock _gate = new();
    private readonly ITimer _linger;
    private int _viewers;
    private bool _isWatching;
    private bool _isEnded;

    public DashboardHub(QapiDashboardOptions options, TimeProvider time)
    {
        _options = options;
        Time = time;
        Log = new EventLog(options.MaxEvents);
        Servers = [.. options.Servers.Select(server => new WatchedServer(server, Log, Pulse, time))];
        _linger = time.CreateTimer(_ => LeaveAll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tells this run of the program from others, so that numbers of events aren't mixed up.</summary>
    public string Epoch { get; } = Guid.NewGuid().ToString("N")[..8];

    /// <summary>The clock of all times that pages show.</summary>
    public TimeProvider Time { get; }

    /// <summary>The servers, in the order in which they were added.</summary>
    public IReadOnlyList<WatchedServer> Servers { get; }

    /// <summary>Their events.</summary>
    public EventLog Log { get; }

    /// <summary>Beats whenever something has changed.</summary>
    public Pulse Pulse { get; } = new();

    /// <summary>The server of a name; null if there is none.</summary>
    public WatchedServer? Find(string name) => Servers.FirstOrDefault(server => server.Name == name);

    /// <summary>Somebody looks, until the result is disposed.</summary>
    public IDisposable Look()
    {
        lock (_gate)
        {
            _viewers++;
            _linger.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (!_isWatching && !_isEnded)
            {
                _isWatching = true;
                foreach (WatchedServer server in Servers)
                {
                    server.Start();
                }
            }
        }

        return new Watching(this);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isEnded = true;
        }

        await _linger.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(Servers.Select(static server => server.StopAsync())).ConfigureAwait(false);
        Pulse.Beat();
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_viewers == 0 && !_isEnded)
            {
                _linger.Change(_options.Linger, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void LeaveAll()
    {
        lock (_gate)
        {
            if (_viewers > 0 || _isEnded)
            {
                return;
            }

            _isWatching = false;
            foreach (WatchedServer server in Servers)
            {
                _ = server.StopAsync();
            }
        }
    }

    private sealed class Watching(DashboardHub hub) : IDisposable
    {
        private int _isGone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGone, 1) == 0)
            {
                hub.Leave();
            }
        }
    }
}
