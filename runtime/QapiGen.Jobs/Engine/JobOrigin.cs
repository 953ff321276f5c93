using System;

namespace QapiGen.Jobs.Engine;

/// <summary>What a driver was made from; default for one that can't be made again.</summary>
/// <param name="Driver">Its registered name.</param>
/// <param name="Arguments">Its arguments as JSON.</param>
internal readonly record struct JobOrigin(string? Driver, ReadOnlyMemory<byte> Arguments);
