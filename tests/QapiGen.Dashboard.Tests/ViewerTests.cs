using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Claims;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using QapiGen.Hosting;
using QapiGen.Hosting.AspNetCore;
using QapiGen.Jobs;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Dashboard.Tests;

/// <summary>Whom a service of the application sees when a viewer acts: the viewer, and not the dashboard.</summary>
public sealed class ViewerTests
{
    private readonly ConcurrentQueue<(string Command, QmpCaller Caller)> _calls = new();

    [Fact]
    public async Task A_viewer_can_not_end_a_service_that_obeys_local_clients_only()
    {
        await using DashboardHost host = await StartAsync(static services => services.Configure<QmpHostingOptions>("host", static options => options.QuitFrom = QmpQuitSource.Local));

        (HttpStatusCode status, string text) = await host.ExecuteAsync("""{"server":"host","command":"quit"}""", role: "operators");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"error":{"class":"CommandNotFound","desc":"Command quit has been disabled: clients can't end this server from the network"}}""", text.Replace("\\u0027", "'", StringComparison.Ordinal));
        Assert.False(host.Service.QuitRequested.IsCompleted);
    }

    [Fact]
    public async Task Rules_and_interceptors_see_the_viewer_of_each_command()
    {
        await using DashboardHost host = await StartAsync(static services => services.AddSingleton(
            new QmpAuthorization().Allow("job-*", static caller => caller.User?.IsInRole("operators") == true).Allow("query-*")));
        await host.StartJobAsync("copy-1");

        (_, string refused) = await host.ExecuteAsync(Pause, role: "guests");
        (_, string anonymous) = await host.ExecuteAsync(Pause);
        (_, string done) = await host.ExecuteAsync(Pause, role: "operators");

        Assert.Contains("this client may not run it", refused.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(refused, anonymous);
        Assert.Equal("""{"return":{}}""", done);
        QmpCaller caller = _calls.Single(static call => call.Command == "job-pause").Caller;
        Assert.Equal("ann", caller.User?.Identity?.Name);
        Assert.True(caller.IsFromNetwork);
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(caller.EndPoint).Address);
    }

    [Fact]
    public async Task Whoever_has_not_signed_in_is_no_user_and_what_the_dashboard_asks_itself_is_local()
    {
        await using DashboardHost host = await StartAsync();
        await host.StartJobAsync("copy-1");
        using (HttpResponseMessage live = await host.Http.GetAsync(new Uri(host.Address, "api/live"), HttpCompletionOption.ResponseHeadersRead))
        {
            await host.ExecuteAsync(Pause);
            while (!_calls.Any(static call => call.Command == "query-commands"))
            {
                await Task.Delay(20);
            }
        }

        Assert.All(_calls, static call => Assert.Null(call.Caller.User));
        Assert.Equal(["job-pause"], _calls.Where(static call => call.Caller.IsFromNetwork).Select(static call => call.Command));
        Assert.All(_calls.Where(static call => !call.Caller.IsFromNetwork), static call => Assert.StartsWith("query-", call.Command, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_has_the_commands_of_its_viewer_and_not_those_of_the_dashboard(bool byPolicy)
    {
        await using DashboardHost host = await StartAsync(services =>
        {
            if (byPolicy)
            {
                services.AddAuthorization(static options => options.AddPolicy("operators", static policy => policy.RequireRole("operators")));
                services.Select(static service => service.ImplementationInstance).OfType<QmpHostingBuilder>().Single().RequirePolicy("*", "operators");
            }
            else
            {
                services.AddSingleton(new QmpAuthorization().Allow("*", static caller => caller.User?.IsInRole("operators") == true));
            }
        });
        await host.StartJobAsync("copy-1");

        using LiveReader operators = await LiveReader.OpenAsync(host, "jobs=1", "operators");
        await operators.NextAsync("servers", static item => item.GetRawText().Contains("\"hasJobs\":true", StringComparison.Ordinal));
        await operators.NextAsync("jobs", static item => item.GetRawText().Contains("\"verbs\":[\"pause\"", StringComparison.Ordinal));

        // A page that connects anew, as each does once a minute, loses nothing meanwhile.
        using LiveReader again = await LiveReader.OpenAsync(host, "jobs=1", "operators");
        Assert.Contains("\"verbs\":[\"pause\"", (await again.NextAsync("jobs", static _ => true)).GetRawText(), StringComparison.Ordinal);
        using LiveReader guests = await LiveReader.OpenAsync(host, "jobs=1", "guests");
        string servers = (await guests.NextAsync("servers", static item => item.GetRawText().Contains("\"state\":\"connected\"", StringComparison.Ordinal))).GetRawText();
        string jobs = (await guests.NextAsync("jobs", static _ => true)).GetRawText();

        Assert.Contains("\"hasJobs\":false", servers, StringComparison.Ordinal);
        Assert.DoesNotContain("\"pause\"", jobs, StringComparison.Ordinal);
    }

    // What a JobManager has is read there; of other jobs the dashboard has to ask.
    [Theory]
    [InlineData("policy")]
    [InlineData("rules")]
    [InlineData(null)]
    public async Task Jobs_that_the_dashboard_may_not_ask_for_are_said_to_be_kept(string? kept)
    {
        bool isAsked = false;
        QmpAuthorization? rules = kept == "rules" ? new QmpAuthorization().Allow("*", static caller => caller.User?.IsInRole("operators") == true) : null;
        await using var service = new QmpService(
            new QmpCompiledSchema("own", [ForeignJobs.Jobs], static () => "[]"u8),
            [new ForeignJobs(() => isAsked = true)],
            new QmpServiceOptions { Authorization = rules, Interceptors = kept == "policy" ? [new OperatorsOnly()] : [] });
        await using DashboardHost host = await StartAsync(configure: options => options.AddService("own", service));

        using LiveReader live = await LiveReader.OpenAsync(host, "jobs=1", "operators");
        JsonElement servers = await live.NextAsync("servers", static list => list.EnumerateArray().Any(static item => item.GetProperty("name").GetString() == "own" && item.GetProperty("hasJobs").GetBoolean()));

        JsonElement own = servers.EnumerateArray().Single(static item => item.GetProperty("name").GetString() == "own");
        Assert.Equal("connected", own.GetProperty("state").GetString());
        Assert.Equal(kept is null, !own.TryGetProperty("reason", out JsonElement reason));
        Assert.Equal(kept is null, isAsked);
        if (kept is not null)
        {
            Assert.StartsWith("the dashboard may not ask for its jobs, so they aren't shown;", reason.GetString(), StringComparison.Ordinal);
        }
    }

    // Several services may have the schema of jobs, and one manager.
    [Fact]
    public async Task A_job_is_shown_once_and_under_a_service_that_lets_it_be_asked_for()
    {
        await using DashboardHost host = await StartAsync(static services =>
        {
            services.AddQmp(JobSchema.Instance, "plain").WithoutCommandsOf("job.json").WithoutListener();
            services.AddQmp(JobSchema.Instance, "denied").Deny("query-jobs").WithoutListener();
            services.AddQmp(JobSchema.Instance, "second").WithoutListener();
        });
        await host.StartJobAsync("copy-1");

        using LiveReader watching = await LiveReader.OpenAsync(host, "");
        await watching.NextAsync("servers", static item => item.EnumerateArray().All(static server => server.GetProperty("state").GetString() == "connected"));

        Assert.Equal(("host/copy-1", 1), await ReadAsync(""));
        Assert.Equal(("second/copy-1", 1), await ReadAsync("&server=second"));
        Assert.Equal(("", 0), await ReadAsync("&server=plain"));
        Assert.Equal(("", 0), await ReadAsync("&server=denied"));

        async Task<(string Keys, int Total)> ReadAsync(string filter)
        {
            using LiveReader live = await LiveReader.OpenAsync(host, "jobs=1" + filter);
            JsonElement jobs = await live.NextAsync("jobs", static _ => true);
            return (string.Join(' ', jobs.GetProperty("order").EnumerateArray()), jobs.GetProperty("summary").GetProperty("total").GetInt32());
        }
    }

    // Beside AddQapiJobs there may be services with jobs of another manager, or of none.
    [Fact]
    public async Task Jobs_are_those_of_the_service_whatever_runs_its_commands()
    {
        await using var manager = new JobManager();
        await manager.CreateAsync(new WaitingDriver(), new JobOptions { Id = "of-other" });
        await using DashboardHost host = await StartAsync(services =>
        {
            services.AddQmp(JobSchema.Instance, "other").AddDispatcher(_ => new JobDispatcher(manager)).WithoutListener();
            services.AddQmp(new QmpCompiledSchema("own", [ForeignJobs.Jobs], static () => "[]"u8), "foreign").AddDispatcher(static _ => new ForeignJobs(static () => { }, "of-foreign")).WithoutListener();
        });
        await host.StartJobAsync("of-host");

        using LiveReader live = await LiveReader.OpenAsync(host, "jobs=1");
        await live.NextAsync("jobs", static item => item.TryGetProperty("order", out JsonElement order) && order.GetArrayLength() == 3);

        Assert.Equal("host/of-host", await ReadAsync("host"));
        Assert.Equal("other/of-other", await ReadAsync("other"));
        Assert.Equal("foreign/of-foreign", await ReadAsync("foreign"));

        async Task<string> ReadAsync(string server)
        {
            using LiveReader one = await LiveReader.OpenAsync(host, $"jobs=1&server={server}");
            return string.Join(' ', (await one.NextAsync("jobs", static _ => true)).GetProperty("order").EnumerateArray());
        }
    }

    [Fact]
    public async Task A_viewer_for_whom_a_service_has_no_room_is_told_so()
    {
        await using DashboardHost host = await StartAsync(static services => services.Configure<QmpHostingOptions>("host", static options => options.MaxConnections = 1));
        using LiveReader live = await LiveReader.OpenAsync(host, "jobs=1");
        await live.NextAsync("servers", static item => item.GetRawText().Contains("\"state\":\"connected\"", StringComparison.Ordinal));

        (HttpStatusCode status, string text) = await host.ExecuteAsync("""{"server":"host","command":"query-jobs"}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("The server refuses the connection: Too many clients are connected: this server takes 1", text, StringComparison.Ordinal);
    }

    // A picture of a service that lets some look isn't kept for those whom it doesn't.
    [Fact]
    public async Task A_picture_is_taken_for_each_viewer_who_may_have_one()
    {
        await using var service = new QmpService(
            new QmpCompiledSchema("screen", [s_module], static () => "[]"u8),
            [new Screen()],
            new QmpServiceOptions { Authorization = new QmpAuthorization().Allow("screendump", static caller => caller.User?.IsInRole("operators") == true).Allow("query-*") });
        await using DashboardHost host = await StartAsync(configure: options => options.AddService("own", service));

        Assert.Equal("PNG", await AskAsync("operators"));
        Assert.Contains("this client may not run it", await AskAsync("guests"), StringComparison.Ordinal);
        Assert.Equal("PNG", await AskAsync("operators"));

        async Task<string> AskAsync(string role)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, "api/screen?server=own"));
            request.Headers.Add("X-Role", role);
            return await (await host.Http.SendAsync(request)).Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task A_command_that_nobody_waits_for_any_longer_goes_on()
    {
        var screen = new Screen { Wait = new TaskCompletionSource() };
        await using var service = new QmpService(new QmpCompiledSchema("screen", [s_module], static () => "[]"u8), [screen]);
        await using DashboardHost host = await StartAsync(static services => services.AddSingleton<TimeProvider>(new HastyTime()), options => options.AddService("own", service));

        (HttpStatusCode status, string text) = await host.ExecuteAsync("""{"server":"own","command":"screendump","arguments":{"filename":"/dev/null"}}""");
        CancellationToken running = await screen.Started.Task.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("it may still be executed", text, StringComparison.Ordinal);
        Assert.False(running.IsCancellationRequested);
        screen.Wait.SetResult();
        Assert.False(await screen.IsCancelled.Task.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    // It asks again; nobody who refuses for a moment, or for good, is gone.
    [Theory]
    [InlineData("{}", "asked for its commands, it answers with something that is no list")]
    [InlineData("[7]", "asked for its commands, it lists something that has no name")]
    [InlineData("""[{"name":7}]""", "asked for its commands, it lists something that has no name")]
    public async Task A_server_whose_list_of_commands_is_none_is_gone_for_a_reason_in_words(string answer, string reason)
    {
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns(answer);
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("odd", "in memory", _ => new(server.Connect())));
        using LiveReader reader = await LiveReader.OpenAsync(host, "");

        JsonElement servers = await reader.NextAsync("servers", static all => all.EnumerateArray().Any(static one => one.GetProperty("name").GetString() == "odd" && one.GetProperty("state").GetString() == "gone"));

        Assert.Equal(reason, servers.EnumerateArray().Single(static one => one.GetProperty("name").GetString() == "odd").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_server_that_refuses_what_the_dashboard_asks_itself_is_connected()
    {
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns("""[{"name":"query-jobs"},{"name":"stop"}]""");
        server.On("query-jobs").Fails(QmpErrorClass.GenericError, "not to you");
        server.On("stop").Returns();
        await using DashboardHost host = await StartAsync(configure: options => options.AddServer("strict", "in memory", _ => new(server.Connect())));

        Assert.Equal((HttpStatusCode.OK, """{"return":{}}"""), await host.ExecuteAsync("""{"server":"strict","command":"stop"}"""));
    }

    private const string Pause = """{"server":"host","command":"job-pause","arguments":{"id":"copy-1"}}""";

    private static readonly QmpModule s_module = new("screen", [new("screendump")], [], static () => "[]"u8);

    private Task<DashboardHost> StartAsync(Action<IServiceCollection>? services = null, Action<QapiDashboardOptions>? configure = null) => DashboardHost.StartAsync(
        configure,
        services: all =>
        {
            all.AddSingleton<IQmpInterceptor>(new Witness(_calls));
            services?.Invoke(all);
        },
        pipeline: static app => app.Use(static (http, next) =>
        {
            if (http.Request.Headers["X-Role"] is [{ } role])
            {
                http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ann"), new Claim(ClaimTypes.Role, role)], "test"));
            }

            return next(http);
        }));

    private sealed class Witness(ConcurrentQueue<(string Command, QmpCaller Caller)> calls) : IQmpInterceptor
    {
        public ValueTask InvokeAsync(QmpCall call, Func<ValueTask> next)
        {
            if (call.Command != "qmp_capabilities")
            {
                calls.Enqueue((call.Command, call.Caller));
            }

            return next();
        }
    }

    private sealed class OperatorsOnly : IQmpInterceptor
    {
        public ValueTask InvokeAsync(QmpCall call, Func<ValueTask> next) =>
            call.Command == "qmp_capabilities" || call.Caller.User?.IsInRole("operators") == true ? next() : throw new QmpErrorException("not to you");
    }

    private sealed class ForeignJobs(Action onAsked, string? id = null) : QmpDispatcher
    {
        public static readonly QmpModule Jobs = new("own", [new("query-jobs")], [], static () => "[]"u8);

        public override QmpModule Module => Jobs;

        public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
        {
            onAsked();
            return id is null ? throw new QmpErrorException("later") : request.ReturnAsync<IReadOnlyList<JobInfo>, ListCodec<JobInfo, JobInfo>>(new([new JobInfo { Id = id, Type = JobType.Backup, Status = JobStatus.Running, CurrentProgress = 1, TotalProgress = 2 }]));
        }
    }

    private sealed class Screen : QmpDispatcher
    {
        public TaskCompletionSource? Wait { get; init; }

        public TaskCompletionSource<CancellationToken> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<bool> IsCancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override QmpModule Module => s_module;

        public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken) =>
            request.ReturnAsync(TakeAsync(request.ReadRawArguments().GetProperty("filename").GetString()!, cancellationToken));

        private async ValueTask TakeAsync(string path, CancellationToken cancellationToken)
        {
            Started.TrySetResult(cancellationToken);
            if (Wait is { } wait)
            {
                await wait.Task;
            }
            else
            {
                await System.IO.File.WriteAllTextAsync(path, "PNG", cancellationToken);
            }

            IsCancelled.TrySetResult(cancellationToken.IsCancellationRequested);
        }
    }

    // Whose minutes are over at once.
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == TimeSpan.FromMinutes(1) ? TimeSpan.Zero : dueTime, period);
    }
}
