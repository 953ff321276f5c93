using System;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace QapiGen.Hosting;

/// <summary>What hosting itself logs, under ids 240 to 249.</summary>
internal static partial class HostingLog
{
    /// <summary>The category.</summary>
    public const string Category = "QapiGen.Hosting";

    /// <summary>Says which sections nobody reads, though what they may be meant for is there.</summary>
    public static void LogMistypedSections(IServiceProvider services, string parent)
    {
        if (services.GetService<ILoggerFactory>()?.CreateLogger(Category) is { } logger)
        {
            foreach ((var found, var meant) in SectionName.FindMistyped(services, parent))
            {
                SectionNotRead(logger, found.Path, meant.Path);
            }
        }
    }

    [LoggerMessage(241, LogLevel.Information, "The certificate that is in {Path} now is taken for new connections; it is valid until {End:u}")]
    public static partial void CertificateTaken(ILogger logger, string path, DateTime end);

    [LoggerMessage(242, LogLevel.Warning, "Files of TLS have changed and can't be used, so that connections go on with what was there before: {Fault}")]
    public static partial void CertificateNotTaken(ILogger logger, string fault);

    [LoggerMessage(243, LogLevel.Warning, "'{Subject}', which is in {Path} now, is valid from {From:u} to {To:u} only: clients refuse it, or are refused that it vouches for")]
    public static partial void TakenOutOfTime(ILogger logger, string subject, string path, DateTime from, DateTime to);

    [LoggerMessage(240, LogLevel.Warning, "Nothing reads the section {Section} of the configuration; {Meant} is meant, perhaps")]
    private static partial void SectionNotRead(ILogger logger, string section, string meant);
}
