using System;
using System.Threading.Tasks;
using Copying;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QapiGen.Dashboard;
using QapiGen.Hosting;
using QapiGen.Jobs;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Orleans;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Transport;

#pragma warning disable CA1819, CA2211, CA1051, CA1707, CA1822 // Nothing runs: these are the names that blocks of code take as given.

namespace QapiGen.Docs.Tests.Given;

/// <summary>What pages have spoken of before they come to a block of code.</summary>
public static class Values
{
    public static JobManager jobs = null!;
    public static JobDriver driver = null!;
    public static JobDriver driverA = null!;
    public static JobDriver driverB = null!;
    public static IJobStore store = null!;
    public static IServiceCollection services = null!;
    public static QmpHostingBuilder qmp = null!;
    public static QmpAddress address = null!;
    public static BlockdevOptions disk = null!;
    public static Home.IThermostatCommands thermostat = null!;
    public static QapiDashboardOptions options = null!;
    public static string connection = "";
    public static Marked.MarkedClient qemu = null!;
    public static string device = "";
    public static string target = "";
    public static long read;
    public static Journal journal = null!;
    public static JobCluster cluster = null!;
    public static CopyArguments arguments = null!;
}

/// <summary>The rest for pages about hosts.</summary>
public static class HostValues
{
    public static HostApplicationBuilder builder = null!;
    public static JobContext job = null!;
    public static QmpClient client = null!;
    public static IHost host = null!;
}

/// <summary>The rest for pages about web applications.</summary>
public static class WebValues
{
    public static WebApplicationBuilder builder = null!;
    public static WebApplication app = null!;
}

public sealed class Journal
{
    public ValueTask WriteAsync(object entry) => entry is null ? throw new ArgumentNullException(nameof(entry)) : default;
}
