#if (dashboard)
using System.Net;
#else
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
#endif
using Microsoft.Extensions.Options;
#if (dashboard)
using QapiGen.Dashboard;
#endif
using QapiGen.Hosting;
using QapiGen.Jobs.Hosting;
#if (durable)
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
#endif
using QapiGen.Runtime.Messages;
using Work;

try
{
    await ServeAsync(args);
    return 0;
}
catch (OperationCanceledException)
{
    // Told to end before it had begun.
    return 1;
}
#if (durable)
catch (Exception e) when (e is JobStoreException or IOException or OptionsValidationException || e.InnerException is QmpConnectionException)
#else
catch (Exception e) when (e is IOException or OptionsValidationException || e.InnerException is QmpConnectionException)
#endif
{
#if (durable)
    // An address is in use; the jobs can't be read, or belong to another host; a setting can't be meant.
#else
    // An address is in use; a setting can't be meant.
#endif
    Console.Error.WriteLine(e.Message);
    return 1;
}
#if (dashboard)
catch (Exception e) when (e is FormatException or ArgumentException)
{
    Console.Error.WriteLine("An address that --urls names can't be served: " + e.Message);
    return 1;
}
#endif

static async Task ServeAsync(string[] args)
{
#if (dashboard)
    WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
    foreach (string url in (builder.Configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
    {
        CheckAddress(url);
    }
#else
    HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
#endif

    // Why it doesn't start is said above, in a sentence.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
#if (durable)
    builder.Services.AddQapiJobs(options => options.UseSqlite("jobs.db"))
        .AddDriver<CountArguments>("count", (services, count) => new CountJob(count, services.GetRequiredService<IQmpEventSink>()));
#else
    builder.Services.AddQapiJobs();
#endif
    builder.Services.AddSingleton<WorkCommands>();
    builder.Services.AddQmp(WorkSchema.Instance)
        .AddDispatcher(services => new WorkDispatcher(services.GetRequiredService<WorkCommands>()))
        .RunCommandsConcurrently()
        .ListenUnixSocket("work.sock");
#if (dashboard)
    WebApplication app = builder.Build();
    app.MapQapiDashboard("/");
    await app.RunAsync();
#else
    await builder.Build().RunAsync();
#endif
}
#if (dashboard)

// The web server would listen at every address of the machine for a host that it can't read.
static void CheckAddress(string url)
{
    BindingAddress address = BindingAddress.Parse(url);
    bool isLocalhost = address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && address.Port != 0;
    if (!isLocalhost && !address.IsUnixPipe && address.Host is not ("*" or "+") && !IPAddress.TryParse(address.Host, out _))
    {
        throw new FormatException($"'{url}'. Write http://127.0.0.1:5000, or port 0 for one that is free");
    }
}
#endif
