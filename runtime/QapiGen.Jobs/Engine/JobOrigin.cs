using System;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Engine;

/// <summary>What a driver was made from; default for one that can't be made again.</summary>
/// <param name="Driver">Its registered name.</param>
/// <param name="Arguments">Its arguments as JSON.</param>
internal readonly record struct JobOrigin(string? Driver, ReadOnlyMemory<byte> Arguments);

/// <summary>A job that is to be made with others.</summary>
/// <param name="Driver">What does its work.</param>
/// <param name="Options">What is chosen for it.</param>
/// <param name="Origin">What the driver was made from.</param>
internal readonly record struct JobMember(JobDriver Driver, JobOptions Options, JobOrigin Origin);
