using System;

namespace QapiGen.Dashboard.Jobs;

/// <summary>A step on a job's way.</summary>
/// <param name="Status">The status it came to.</param>
/// <param name="Time">When; null if it was in it when it was first seen.</param>
internal readonly record struct StatusStep(string Status, DateTimeOffset? Time);
