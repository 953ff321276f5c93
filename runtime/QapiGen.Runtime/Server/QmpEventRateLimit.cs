using System;
using System.Collections.Generic;

namespace QapiGen.Runtime.Server;

/// <summary>At most one event of a kind per period is sent; of those within a period the last survives (QMP spec 14).</summary>
/// <param name="EventName">The event.</param>
/// <param name="KeyMember">A member of its data that has to be equal, too, for two events to be of one kind; null for none.</param>
public sealed record QmpEventRateLimit(string EventName, string? KeyMember = null)
{
    /// <summary>Length of the period: one second.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A member and a value of it with which the event isn't limited; null for none.</summary>
    public (string Member, string Value)? Exempt { get; init; }

    /// <summary>The limits of QEMU 7.2.</summary>
    public static IReadOnlyList<QmpEventRateLimit> Qemu72 { get; } =
    [
        new("RTC_CHANGE"),
        new("WATCHDOG"),
        new("BALLOON_CHANGE"),
        new("QUORUM_REPORT_BAD", "node-name"),
        new("QUORUM_FAILURE"),
        new("VSERPORT_CHANGE", "id"),
        new("MEMORY_DEVICE_SIZE_CHANGE", "qom-path"),
    ];

    /// <summary>The limits of QEMU 10.2.</summary>
    public static IReadOnlyList<QmpEventRateLimit> Qemu102 { get; } =
    [
        .. Qemu72,
        new("BLOCK_IO_ERROR", "qom-path") { Exempt = ("action", "stop") },
        new("HV_BALLOON_STATUS_REPORT"),
    ];
}
