using System;

namespace QapiGen.Jobs.Storage;

/// <summary>What a driver is made from.</summary>
/// <param name="Arguments">Its arguments: JSON of a QAPI type; empty if there are none.</param>
/// <param name="Checkpoint">The newest checkpoint; null if there is none.</param>
public sealed record JobBodies(ReadOnlyMemory<byte> Arguments, ReadOnlyMemory<byte>? Checkpoint);
