using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using QapiGen.Jobs;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Dashboard;

/// <summary>What a dashboard shows, and what may be done with it. Not changed after it has been mapped.</summary>
public sealed class QapiDashboardOptions
{
    private readonly List<DashboardServerOptions> _servers = [];
    private readonly List<QmpCompiledSchema> _documentation = [];

    /// <summary>Whether the QMP services of this application (<c>AddQmp</c>) are shown; they are by default.</summary>
    public bool ShowOwnServices { get; set; } = true;

    /// <summary>Whether nobody may do anything: no command is sent for a viewer, except those that make the pages themselves.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Who may look but not act, judged for each request; null for what <see cref="IsReadOnly"/> says.</summary>
    public Func<HttpContext, bool>? IsReadOnlyFor { get; set; }

    /// <summary>Commands that may be sent: names with <c>*</c> and <c>?</c>, semicolons between. All by default.</summary>
    public string AllowedCommands { get; set; } = "*";

    /// <summary>Commands that the pages ask about before they are sent, in the form of <see cref="AllowedCommands"/>: what can destroy data, or ends something.</summary>
    public string DestructiveCommands { get; set; } = DefaultDestructiveCommands;

    /// <summary>Told of every action, refused ones included, after it has ended; its faults are logged. Actions are logged as well.</summary>
    public Func<QapiDashboardAuditEntry, ValueTask>? Audit { get; set; }

    /// <summary>
    /// How long connections stay after the last viewer has gone, so that one who comes back finds the events between: from zero to 49 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for good.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to anything else.</exception>
    public TimeSpan Linger
    {
        get;
        set
        {
            if (value != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(49));
            }

            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    /// <summary>How many events are kept for viewers that come back, and for downloads; from 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less.</exception>
    public int MaxEvents
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 16_384;

    /// <summary>What is asked about by default.</summary>
    internal static string DefaultDestructiveCommands =>
        "quit;stop;system_*;system-*;*-del;*_del;*-remove;*-delete;*-delete-*;*-clear;*-backup;*-mirror;transaction;yank;balloon;inject-*;*-inject-*;*-inject;xen-load-*;xen-save-*;*-snapshot-*sync;eject;change;blockdev-change-medium;blockdev-open-tray;blockdev-remove-medium;"
        + "blockdev-create;block_resize;block-commit;blockdev-snapshot-*;snapshot-load;snapshot-save;migrate;migrate-*;migrate_*;human-monitor-command;set-action;watchdog-set-action;"
        + "job-cancel;block-job-cancel;x-*;dump-*;dumpdtb;memsave;pmemsave;screendump;nbd-server-stop;guest-shutdown;guest-suspend-*;guest-set-*;guest-file-write;guest-exec;"
        + "guest-fsfreeze-*;guest-ssh-*";

    internal IReadOnlyList<DashboardServerOptions> Servers => _servers;

    internal IReadOnlyList<QmpCompiledSchema> Documentation => _documentation;

    /// <summary>Adds a server by its address. It is connected to while somebody looks, and again whenever it comes back.</summary>
    /// <param name="name">What the pages call it.</param>
    /// <param name="address">Where it listens: <c>unix:PATH</c>, <c>tcp:HOST:PORT</c>, <c>tls:HOST:PORT</c>, <c>pipe:NAME</c>.</param>
    /// <param name="handshake">How a session begins: <see cref="QmpHandshake.GuestAgent"/> for QEMU's guest agent.</param>
    /// <returns>This.</returns>
    /// <exception cref="FormatException">The address has no known form.</exception>
    /// <exception cref="ArgumentException">There is a server of that name.</exception>
    public QapiDashboardOptions AddServer(string name, string address, QmpHandshake handshake = QmpHandshake.Greeting)
    {
        QmpAddress parsed = QmpAddress.Parse(address);
        return Add(new DashboardServerOptions(name, parsed.ToString(), handshake, cancellationToken => QmpTransports.ConnectAsync(parsed, null, cancellationToken), null));
    }

    /// <summary>Adds a server that is reached in a way of the caller's.</summary>
    /// <inheritdoc cref="AddServer(string, string, QmpHandshake)"/>
    /// <param name="name">What the pages call it.</param>
    /// <param name="description">How it is reached, for people.</param>
    /// <param name="connect">Makes a connection.</param>
    /// <param name="handshake">How a session begins.</param>
    public QapiDashboardOptions AddServer(
        string name,
        string description,
        Func<System.Threading.CancellationToken, ValueTask<IQmpTransport>> connect,
        QmpHandshake handshake = QmpHandshake.Greeting)
    {
        ArgumentNullException.ThrowIfNull(connect);
        return Add(new DashboardServerOptions(name, description, handshake, connect, null));
    }

    /// <summary>Adds a server of this process.</summary>
    /// <param name="name">What the pages call it.</param>
    /// <param name="service">The service.</param>
    /// <param name="jobs">The manager of the jobs that it serves, so that they are read page by page and with their groups; null for the one whose commands it has, else all are asked for by <c>query-jobs</c>.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentException">There is a server of that name.</exception>
    public QapiDashboardOptions AddService(string name, QmpService service, JobManager? jobs = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        return Add(DashboardServerOptions.Of(name, service, null, jobs));
    }

    /// <summary>
    /// Adds what a schema says about commands, events and types, which servers don't tell themselves: it is shown for definitions of the same name, whichever server has
    /// them. Services of the application that were given with their schema need none.
    /// </summary>
    /// <param name="schema">A schema that was compiled with <c>Documentation="data"</c>, such as that of the newest QEMU that is shown. The first that has a name counts.</param>
    /// <returns>This.</returns>
    public QapiDashboardOptions AddDocumentation(QmpCompiledSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _documentation.Add(schema);
        return this;
    }

    internal QapiDashboardOptions Add(DashboardServerOptions server) => Insert(_servers.Count, server);

    internal QapiDashboardOptions Insert(int index, DashboardServerOptions server)
    {
        ArgumentException.ThrowIfNullOrEmpty(server.Name, "name");
        if (_servers.Exists(other => other.Name == server.Name))
        {
            throw new ArgumentException($"There is a server '{server.Name}' already: give each a name of its own", nameof(server));
        }

        _servers.Insert(index, server);
        return this;
    }
}
