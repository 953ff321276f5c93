using System;

namespace QapiGen.Runtime.Proxy;

/// <summary>One command of one client, at the moment when it is forwarded or refused: it stands here even if no reply ever comes.</summary>
/// <param name="At">When.</param>
/// <param name="Client">Number of the client within the proxy, from 1.</param>
/// <param name="Peer">Where it came in: the address that it connected to, and its process where the system tells.</param>
/// <param name="Command">The command's name.</param>
/// <param name="IsOutOfBand">Whether it was sent out-of-band.</param>
/// <param name="IsAllowed">Whether the policy lets it pass.</param>
public readonly record struct QmpProxyAuditEntry(DateTimeOffset At, long Client, string Peer, string Command, bool IsOutOfBand, bool IsAllowed);
