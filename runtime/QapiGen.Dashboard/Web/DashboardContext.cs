using System;
using System.IO.Enumeration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Dashboard.Servers;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Dashboard.Web;

/// <summary>What all endpoints of a dashboard share.</summary>
internal sealed class DashboardContext(QapiDashboardOptions options, DashboardHub hub, IServiceProvider services)
{
    /// <summary>Settings.</summary>
    public QapiDashboardOptions Options => options;

    /// <summary>The servers.</summary>
    public DashboardHub Hub => hub;

    /// <summary>Tokens of actions.</summary>
    public ActionTokens Tokens { get; } = new(services);

    /// <summary>Where actions and faults are logged.</summary>
    public ILogger Logger { get; } = SafeLogger.For(services.GetRequiredService<ILoggerFactory>().CreateLogger("QapiGen.Dashboard"));

    /// <summary>When the application stops; streams end then.</summary>
    public IHostApplicationLifetime Lifetime { get; } = services.GetRequiredService<IHostApplicationLifetime>();

    /// <summary>Whether a viewer may only look.</summary>
    public bool IsReadOnly(HttpContext http) => options.IsReadOnly || options.IsReadOnlyFor?.Invoke(http) == true;

    /// <summary>Whether a command may be sent at all.</summary>
    public bool IsAllowed(string command) => Matches(options.AllowedCommands, command);

    /// <summary>Whether a name is one of those in a text of patterns, semicolons between.</summary>
    public static bool Matches(string patterns, string name)
    {
        foreach (string pattern in patterns.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }
}
