#if (!dashboard)
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
#else
using QapiGen.Dashboard;
#endif
using QapiGen.Hosting;
using QapiGen.Jobs.Hosting;
#if (durable)
using QapiGen.Jobs.Sqlite;
using QapiGen.Runtime.Messages;
#endif
using Work;

#if (dashboard)
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
#else
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
#endif
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
