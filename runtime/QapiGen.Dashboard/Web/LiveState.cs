using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Dashboard.Events;
using QapiGen.Dashboard.Jobs;
using QapiGen.Dashboard.Servers;
using QapiGen.Jobs;

namespace QapiGen.Dashboard.Web;

/// <summary>What one viewer has been told: the rows of a page, and a place in the log.</summary>
internal sealed class LiveState(DashboardContext context, ViewerCommands viewer, bool isReadOnly, JobFilter? filter, LivePlace? place)
{
    /// <summary>Events of one message; more wait for the next.</summary>
    private const int MaxEvents = 250;

    private readonly List<LoggedEvent> _events = [];
    private readonly JobsBehind _behind = new(context.Hub.Time);
    private readonly Dictionary<string, JobView> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServerState> _servers = new(StringComparer.Ordinal);
    private JobFilter? _page = filter;
    private long _after = place?.After ?? 0;
    private bool _isNew = place?.After is null;
    private string? _note = place?.Note;
    private string[] _order = [];
    private string[] _seen = filter?.Seen ?? [];
    private string[] _unknown = [];
    private string? _next;
    private byte[] _summary = [];
    private bool _isFirst = true;

    /// <summary>Whether some of what was told is remembered from a moment ago, so that one looks again soon.</summary>
    public bool IsRemembered => _behind.IsRemembered;

    /// <summary>Writes what is new.</summary>
    /// <returns>Whether there is more.</returns>
    public ValueTask<bool> WriteAsync(IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isFirst)
        {
            WriteMessage(output, "clock", null, JsonBytes.Write(writer => writer.WriteNumberValue(context.Hub.Time.GetUtcNow().ToUnixTimeMilliseconds())));
        }

        WriteServers(output);
        if (_page is not null)
        {
            WriteJobs(output, _page);
        }

        bool hasMore = place is not null && WriteEvents(output);
        _isFirst = false;
        return new(hasMore);
    }

    /// <summary>Writes that there is nothing new, so that proxies keep the connection, and pages know that it isn't dead.</summary>
    public static void WriteBeat(IBufferWriter<byte> output) => output.Write("event: beat\ndata: 0\n\n"u8);

    /// <summary>Tells the page to connect anew, which goes on where this ends.</summary>
    public static void WriteAgain(IBufferWriter<byte> output) => output.Write("event: again\ndata:\n\n"u8);

    private static void WriteMessage(IBufferWriter<byte> output, string kind, string? id, ReadOnlySpan<byte> json)
    {
        output.Write(Encoding.UTF8.GetBytes(id is null ? $"event: {kind}\ndata: " : $"id: {id}\nevent: {kind}\ndata: "));
        output.Write(json);
        output.Write("\n\n"u8);
    }

    private void WriteServers(IBufferWriter<byte> output)
    {
        if (!_isFirst && context.Hub.Servers.All(server => _servers.TryGetValue(server.Name, out ServerState? told) && ReferenceEquals(told, viewer.StateOf(server))))
        {
            return;
        }

        byte[] json = JsonBytes.Write(writer =>
        {
            writer.WriteStartArray();
            foreach (WatchedServer server in context.Hub.Servers)
            {
                ServerState state = viewer.StateOf(server);
                if (_servers.TryGetValue(server.Name, out ServerState? before) && !ReferenceEquals(before.Commands, state.Commands))
                {
                    // What can be done with its jobs is told anew.
                    _told.Clear();
                }

                _servers[server.Name] = state;
                writer.WriteStartObject();
                writer.WriteString("name", server.Name);
                writer.WriteString("address", server.Address);
                state.WriteMembers(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
        WriteMessage(output, "servers", null, json);
    }

    private void WriteJobs(IBufferWriter<byte> output, JobFilter page)
    {
        WatchedServer[] servers = ListServersOfJobs(page.Server);
        _behind.IsRemembered = false;
        JobPage found = JobPage.Read([.. servers.Select(static server => (server.Name, server.Jobs))], page with { Seen = _seen }, _behind);
        string[] order = [.. found.Jobs.Select(static job => job.Key)];
        JobView[] changed = [.. found.Jobs.Where(job => !_told.TryGetValue(job.Key, out JobView? told) || !ReferenceEquals(told, job))];
        string[] unknown = [.. found.Unknown];
        bool isReordered = _isFirst || found.After != page.After || !order.AsSpan().SequenceEqual(_order) || !unknown.AsSpan().SequenceEqual(_unknown);
        bool isNextAnother = isReordered || found.Next != _next;
        byte[] summary = JsonBytes.Write(writer => JobCounts.Sum(servers.Select(server => server.Jobs.CountsOf(page))).WriteTo(writer, page.IsNarrow));
        bool isCountedAnew = !summary.AsSpan().SequenceEqual(_summary);
        if (changed.Length == 0 && !isNextAnother && !isCountedAnew)
        {
            return;
        }

        byte[] json = JsonBytes.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("rows");
            foreach (JobView job in changed)
            {
                job.WriteTo(writer, VerbsOf(job));
            }

            writer.WriteEndArray();
            if (isReordered)
            {
                writer.WriteStartArray("order");
                foreach (string key in order)
                {
                    writer.WriteStringValue(key);
                }

                writer.WriteEndArray();
                writer.WriteString("after", found.After);
                writer.WriteStartArray("unknown");
                foreach (string server in unknown)
                {
                    writer.WriteStringValue(server);
                }

                writer.WriteEndArray();
            }

            if (isNextAnother)
            {
                writer.WriteString("next", found.Next);
            }

            if (isCountedAnew)
            {
                writer.WritePropertyName("summary");
                writer.WriteRawValue(summary, skipInputValidation: true);
            }

            writer.WriteEndObject();
        });
        WriteMessage(output, "jobs", null, json);
        _page = page with { After = found.After };
        _seen = KeepSeen(order, found);
        _order = order;
        _unknown = unknown;
        _next = found.Next;
        _summary = summary;
        _told.Clear();
        foreach (JobView job in found.Jobs)
        {
            _told[job.Key] = job;
        }
    }

    // What the page shows of servers that don't say stays there; it stands first if the page begins with such a one.
    private string[] KeepSeen(string[] order, JobPage found)
    {
        if (found.Unknown.Count == 0)
        {
            return order.Length > 0 ? order : _seen;
        }

        IEnumerable<string> kept = _seen.Where(key => JobView.SplitKey(key) is { } place && found.Unknown.Contains(place.Server));
        return JobView.SplitKey(found.After) is { } begin && found.Unknown.Contains(begin.Server) ? [.. kept, .. order] : [.. order, .. kept];
    }

    // A manager of this process may stand behind several services, some of which don't let anybody ask for jobs: what it has is shown once, under the first that does. Of one that isn't connected it isn't known.
    private WatchedServer[] ListServersOfJobs(string server)
    {
        var managers = new HashSet<JobManager>(ReferenceEqualityComparer.Instance);
        return [.. context.Hub.Servers.Where(each => (server.Length == 0 || each.Name == server)
            && (each.Options.Jobs is not { } manager || !each.State.IsConnected || (MayAskForJobs(each) && managers.Add(manager))))];
    }

    // The dashboard itself, which shows them to all who may look, or the viewer.
    private bool MayAskForJobs(WatchedServer server) => server.State.HasJobs || viewer.StateOf(server).HasJobs;

    private IEnumerable<string> VerbsOf(JobView job)
    {
        // As the viewer has been told: what comes meanwhile is told next time.
        if (isReadOnly || !_servers.TryGetValue(job.Server, out ServerState? state) || !state.IsConnected)
        {
            return [];
        }

        return JobVerbs.Of(job.Status).Where(verb => state.Commands.Contains($"job-{verb}") && context.IsAllowed($"job-{verb}"));
    }

    private bool WriteEvents(IBufferWriter<byte> output)
    {
        long missed = context.Hub.Log.Read(ref _after, _events, MaxEvents);
        string? note = missed > 0 && !_isNew ? $"{missed.ToString(CultureInfo.InvariantCulture)} events left out: they came faster than this page takes them" : _note;
        _note = null;
        _isNew = false;
        if (_events.Count == 0 && note is null && !_isFirst)
        {
            return false;
        }

        byte[] json = JsonBytes.Write(writer =>
        {
            writer.WriteStartObject();
            if (note is not null)
            {
                writer.WriteString("gap", note);
            }

            writer.WriteStartArray("events");
            long sequence = _after - _events.Count;
            foreach (LoggedEvent item in _events)
            {
                item.WriteTo(writer, ++sequence);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
        WriteMessage(output, "events", $"{context.Hub.Epoch}-{_after.ToString(CultureInfo.InvariantCulture)}", json);
        return _events.Count == MaxEvents;
    }
}
