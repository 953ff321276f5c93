using Microsoft.Extensions.Logging;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>What endpoints of Kestrel's log by themselves, under ids 250 to 259.</summary>
internal static partial class EndpointLog
{
    /// <summary>The category.</summary>
    public const string Category = "QapiGen.Hosting.AspNetCore";

    [LoggerMessage(250, LogLevel.Warning, "Accepting on {Address} waits, since this process is running out of file descriptors; it is told once a minute")]
    public static partial void AcceptingWaits(ILogger logger, string address);
}
