using System.Collections.Generic;

namespace QapiGen.Jobs.Client;

/// <summary>How a job on a server ended well.</summary>
/// <param name="Id">The job.</param>
/// <param name="Progress">The last that was seen of it; its status is concluded, or null if it was dismissed by itself.</param>
/// <param name="Statuses">The statuses that events told of, in order.</param>
public sealed record QmpJobReport(string Id, QmpJobProgress Progress, IReadOnlyList<JobStatus> Statuses);
