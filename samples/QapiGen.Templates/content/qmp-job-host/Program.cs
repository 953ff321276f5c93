#if (!dashboard)
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
    Console.Error.WriteLine("An address that --urls names is none: " + e.Message);
    return 1;
}
#endif

static async Task ServeAsync(string[] args)
{
#if (dashboard)
    WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
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
