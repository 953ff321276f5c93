using System;
using System.Collections.Generic;
using QapiGen.Jobs.Client;

namespace QapiGen.Jobs.Tests.Client;

/// <summary>Notes progress on the thread that reports it.</summary>
internal sealed class ProgressLog : IProgress<QmpJobProgress>
{
    public List<QmpJobProgress> Seen { get; } = [];

    public void Report(QmpJobProgress value) => Seen.Add(value);
}
