using System;

namespace QapiGen.Jobs.Storage;

/// <summary>What was chosen when a job was made, and never changes.</summary>
/// <param name="Id">The id; no other job has it until this one is removed.</param>
/// <param name="Type">What the job says it is.</param>
/// <param name="Driver">Name under which its driver was registered; null for a driver that can't be made again.</param>
/// <param name="Arguments">The driver's arguments: JSON of a QAPI type; empty if there are none.</param>
/// <param name="Group">Number of its group: that of the oldest member. Its own if it is alone.</param>
/// <param name="Member">Index in the group, from 0.</param>
/// <param name="IsBlocking">Whether the driver has a thread of its own.</param>
public sealed record JobDefinition(string Id, string Type, string? Driver, ReadOnlyMemory<byte> Arguments, long Group, int Member, bool IsBlocking);
