using System;
using System.Net;

namespace JobClusterNode;

/// <summary>What a node is told on its command line.</summary>
/// <param name="Name">Its name; a node that comes back has the same.</param>
/// <param name="Socket">Where it serves QMP.</param>
/// <param name="Store">Where the jobs are.</param>
/// <param name="Membership">Where it is kept which nodes there are.</param>
/// <param name="Address">Where the other nodes reach it.</param>
/// <param name="ProbeTimeout">In which it has to answer another one.</param>
/// <param name="IsFenced">Whether backups note their epochs.</param>
/// <param name="Web">Port of the dashboard; null for none.</param>
internal sealed record NodeSettings(
    string Name, string Socket, NodeStore Store, NodeMembership Membership, IPAddress Address, TimeSpan ProbeTimeout, bool IsFenced, ushort? Web);
