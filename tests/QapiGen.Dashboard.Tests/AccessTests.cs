using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Jobs;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Dashboard.Tests;

/// <summary>Who gets in, and what may be done.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task The_root_leads_to_the_first_page_by_a_relative_address()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();

        Assert.Equal("jobs", (await host.Http.GetAsync(host.Address)).Headers.Location?.OriginalString);
        Assert.Equal("qmp/jobs", (await host.Http.GetAsync(new Uri(host.Address.ToString().TrimEnd('/')))).Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/deep/inside")]
    public async Task It_works_at_any_path(string path)
    {
        await using DashboardHost host = await DashboardHost.StartAsync(path: path);
        string html = await host.Http.GetStringAsync(new Uri(host.Address, "jobs"));
        string script = Regex.Match(html, "src=\"(assets/[^\"]+)\"").Groups[1].Value;

        HttpResponseMessage answer = await host.Http.GetAsync(new Uri(host.Address, script));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("=\"/", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/qmp")]
    [InlineData("/")]
    public async Task A_page_that_is_asked_for_with_a_slash_at_its_end_is_the_page(string path)
    {
        await using DashboardHost host = await DashboardHost.StartAsync(path: path);

        HttpResponseMessage answer = await host.Http.GetAsync(new Uri(host.Address, "jobs/?q=a%20b"));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(new Uri(host.Address, "jobs?q=a%20b"), new Uri(new Uri(host.Address, "jobs/?q=a%20b"), answer.Headers.Location!));
    }

    [Fact]
    public async Task Pages_allow_no_inline_script_and_no_frame()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        HttpResponseMessage answer = await host.Http.GetAsync(new Uri(host.Address, "jobs"));
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        string html = await answer.Content.ReadAsStringAsync();

        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("<style|style=|<script(?![^>]* src=)| on[a-z]+=", html);
        foreach (string path in (string[])["jobs", "api/token", "api/schema?server=host", "assets/1/style.css"])
        {
            Assert.Equal(["DENY"], (await host.Http.GetAsync(new Uri(host.Address, path))).Headers.GetValues("X-Frame-Options"));
        }
    }

    // What servers, jobs and viewers say gets onto a page as text only: no script has another way.
    [Fact]
    public void No_script_makes_mark_up_or_code_of_text()
    {
        string[] scripts = Directory.GetFiles(RepositoryPaths.Get("runtime", "QapiGen.Dashboard", "assets"), "*.js");

        Assert.NotEmpty(scripts);
        Assert.All(scripts, static path => Assert.DoesNotMatch(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc|\beval\b|new Function", File.ReadAllText(path)));
    }

    [Theory]
    [InlineData("192.0.2.7", null, null)]
    [InlineData("127.0.0.1", "X-Forwarded-For: 203.0.113.9", null)]
    [InlineData("127.0.0.1", "X-Forwarded-Host: public.example", null)]
    [InlineData("127.0.0.1", "Forwarded: for=203.0.113.9", null)]
    [InlineData("127.0.0.1", "X-Real-IP: 203.0.113.9", null)]
    [InlineData("127.0.0.1", "Via: 1.1 edge", null)]
    [InlineData("127.0.0.1", "Origin: https://public.example", null)]
    [InlineData("127.0.0.1", "Origin: null", null)]
    [InlineData("127.0.0.1", null, "rebound.example")]
    public async Task Who_comes_from_elsewhere_is_told_what_to_configure(string remote, string? header, string? name)
    {
        await using DashboardHost host = await DashboardHost.StartAsync(pipeline: app => app.Use((http, next) =>
        {
            http.Connection.RemoteIpAddress = IPAddress.Parse(remote);
            return next(http);
        }));
        foreach (string path in (string[])["jobs", "api/live", "api/schema?server=host", "api/token", "assets/x/base.js"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, path));
            request.Headers.Host = name ?? request.Headers.Host;
            if (header?.Split(": ") is [var key, var value])
            {
                request.Headers.Add(key, value);
            }

            HttpResponseMessage answer = await host.Http.SendAsync(request);

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("RequireAuthorization", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_is_let_in_by_the_application_may_come_from_elsewhere()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(
            pipeline: static app => app.Use(static (http, next) =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");
                return next(http);
            }),
            conventions: static group => group.AllowAnonymous());

        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync(new Uri(host.Address, "jobs"))).StatusCode);
    }

    [Fact]
    public async Task Without_the_token_of_a_page_nothing_is_done()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Job job = await host.StartJobAsync("copy-1");

        (HttpStatusCode status, _) = await SendAsync(host, "job-cancel", "copy-1", token: "made-up");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(JobStatus.Running, job.Status);
    }

    [Fact]
    public async Task A_page_that_is_older_than_the_program_gets_another_token()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("copy-1");
        string token = JsonElement.Parse(await host.Http.GetStringAsync(new Uri(host.Address, "api/token"))).GetProperty("token").GetString()!;

        (HttpStatusCode status, string text) = await SendAsync(host, "job-pause", "copy-1", token);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"return":{}}""", text);
    }

    [Fact]
    public async Task Whoever_may_only_look_is_refused_and_that_is_audited()
    {
        var told = new ConcurrentQueue<QapiDashboardAuditEntry>();
        await using DashboardHost host = await DashboardHost.StartAsync(options =>
        {
            options.IsReadOnlyFor = static http => http.Request.Headers["X-Role"] != "operator";
            options.Audit = entry =>
            {
                told.Enqueue(entry);
                return default;
            };
        });
        Job job = await host.StartJobAsync("copy-1");

        (HttpStatusCode refused, string text) = await SendAsync(host, "job-pause", "copy-1");
        (HttpStatusCode accepted, _) = await SendAsync(host, "job-pause", "copy-1", role: "operator");

        Assert.Equal(HttpStatusCode.Forbidden, refused);
        Assert.Contains("You may look, but not act", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, accepted);
        Assert.Equal([QapiDashboardOutcome.Refused, QapiDashboardOutcome.Succeeded], told.Select(static entry => entry.Outcome));
        Assert.Equal("127.0.0.1", told.First().RemoteAddress);
        Assert.Equal("copy-1", told.First().Arguments.GetProperty("id").GetString());
        await job.CancelAsync();
    }

    [Fact]
    public async Task An_action_from_elsewhere_is_audited()
    {
        var told = new ConcurrentQueue<QapiDashboardAuditEntry>();
        await using DashboardHost host = await DashboardHost.StartAsync(
            options => options.Audit = entry =>
            {
                told.Enqueue(entry);
                return default;
            },
            pipeline: static app => app.Use(static (http, next) =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");
                return next(http);
            }));

        (HttpStatusCode status, _) = await host.ExecuteAsync("""{"server":"host","command":"quit"}""", token: "made-up");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        QapiDashboardAuditEntry entry = Assert.Single(told);
        Assert.Equal("Refused 192.0.2.7   The request doesn't come from this machine.", $"{entry.Outcome} {entry.RemoteAddress} {entry.Server} {entry.Command} {entry.Error}");
    }

    // As proxies and watchdogs ask.
    [Fact]
    public async Task The_head_of_whatever_can_be_read_is_what_it_would_be_with_its_body()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        string html = await host.Http.GetStringAsync(new Uri(host.Address, "jobs"));
        string script = Regex.Match(html, "src=\"(assets/[^\"]+)\"").Groups[1].Value;
        foreach (string path in (string[])["jobs", "events", "commands", "screen", "servers", script, "api/schema?server=host", "api/documentation?server=host", "api/token", ""])
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(host.Address, path));
            HttpResponseMessage head = await host.Http.SendAsync(request);
            HttpResponseMessage whole = await host.Http.GetAsync(new Uri(host.Address, path));

            Assert.Equal(whole.StatusCode, head.StatusCode);
            Assert.Equal(whole.Content.Headers.ContentType, head.Content.Headers.ContentType);
            Assert.Equal(whole.Content.Headers.ContentLength, head.Content.Headers.ContentLength ?? 0);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Whatever_is_refused_is_audited_with_the_reason()
    {
        var told = new ConcurrentQueue<QapiDashboardAuditEntry>();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.Audit = entry =>
        {
            told.Enqueue(entry);
            return default;
        });

        await SendAsync(host, "job-cancel", "copy-1", token: "made-up");
        await host.ExecuteAsync("""{"server":"nowhere","command":"quit"}""");

        Assert.Equal(
            ["Refused host job-cancel This page is too old, or the request didn't come from it. Load it again.", "Refused nowhere quit There is no server 'nowhere'."],
            told.Select(static entry => $"{entry.Outcome} {entry.Server} {entry.Command} {entry.Error}"));
    }

    // Of QEMU's, what loses data or ends something.
    [Theory]
    [InlineData("block-dirty-bitmap-clear")]
    [InlineData("dumpdtb")]
    [InlineData("dump-skeys")]
    [InlineData("xen-save-devices-state")]
    [InlineData("xen-event-inject")]
    [InlineData("block-dirty-bitmap-remove")]
    [InlineData("blockdev-backup")]
    [InlineData("blockdev-mirror")]
    [InlineData("drive-backup")]
    [InlineData("drive-mirror")]
    [InlineData("transaction")]
    [InlineData("migrate_cancel")]
    [InlineData("inject-nmi")]
    [InlineData("cxl-inject-poison")]
    [InlineData("xen-load-devices-state")]
    [InlineData("yank")]
    [InlineData("balloon")]
    [InlineData("watchdog-set-action")]
    [InlineData("set-action")]
    [InlineData("quit")]
    public void What_can_destroy_is_asked_about(string command) =>
        Assert.True(Web.DashboardContext.Matches(new QapiDashboardOptions().DestructiveCommands, command));

    [Theory]
    [InlineData("query-block")]
    [InlineData("cont")]
    [InlineData("blockdev-add")]
    [InlineData("job-pause")]
    [InlineData("block-dirty-bitmap-add")]
    [InlineData("netdev_add")]
    public void What_adds_or_looks_is_not_asked_about(string command) =>
        Assert.False(Web.DashboardContext.Matches(new QapiDashboardOptions().DestructiveCommands, command));

    [Fact]
    public async Task Commands_that_are_not_allowed_are_refused_before_they_are_sent()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(static options => options.AllowedCommands = "query-*; job-pause");
        Job job = await host.StartJobAsync("copy-1");

        (HttpStatusCode refused, _) = await SendAsync(host, "job-cancel", "copy-1");
        (HttpStatusCode accepted, string text) = await SendAsync(host, "job-pause", "copy-1");

        Assert.Equal(HttpStatusCode.Forbidden, refused);
        Assert.Equal("""{"return":{}}""", text);
        Assert.Equal(HttpStatusCode.OK, accepted);
        Assert.NotEqual(JobStatus.Aborting, job.Status);
    }

    [Fact]
    public async Task What_the_server_says_against_it_is_the_answer_and_a_fault_of_the_hook_changes_nothing()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(static options => options.Audit = static _ => throw new InvalidOperationException("no disk"));

        (HttpStatusCode status, string text) = await SendAsync(host, "job-pause", "nobody");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"error":{"class":"GenericError","desc":"Job not found"}}""", text);
    }

    // Whoever writes a hook may quote what it was told, and so may what it calls.
    [Fact]
    public async Task A_fault_of_the_hook_is_logged_in_lines_of_its_own()
    {
        var log = new FaultLog();
        await using DashboardHost host = await DashboardHost.StartAsync(
            static options => options.Audit = static entry => throw new InvalidOperationException($"can't write {entry.Command}"),
            services: services => services.AddSingleton<ILoggerProvider>(log));

        await host.ExecuteAsync("""{"server":"host","command":"x\u001b]0;owned\u0007\nwarn: forged"}""");

        string fault = Assert.Single(log.Faults);
        Assert.Contains("can't write x\\u001B]0;owned\\u0007\\u000Awarn: forged", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Split('\n'), static line => line.StartsWith("warn", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"server\":\"host\"}")]
    [InlineData("{\"server\":\"host\",\"command\":\"x\",\"arguments\":[]}")]
    [InlineData("{")]
    [InlineData("{\"server\":\"\\ud800\",\"command\":\"x\"}")]
    [InlineData("{\"server\":\"host\",\"command\":\"\\udc00\"}")]
    [InlineData("{\"server\":\"host\",\"command\":\"x\",\"arguments\":{\"a\":\"\\ud800\"}}")]
    [InlineData("{\"server\":\"host\",\"command\":\"x\",\"arguments\":{\"\\ud800\":1}}")]
    public async Task A_request_of_the_wrong_form_gets_a_sentence_and_is_audited(string body)
    {
        var told = new ConcurrentQueue<QapiDashboardAuditEntry>();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.Audit = entry =>
        {
            told.Enqueue(entry);
            return default;
        });

        (HttpStatusCode status, string text) = await host.ExecuteAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("has to be a JSON object", text, StringComparison.Ordinal);
        QapiDashboardAuditEntry entry = Assert.Single(told);
        Assert.Equal(QapiDashboardOutcome.Refused, entry.Outcome);
        Assert.Equal("127.0.0.1", entry.RemoteAddress);
        Assert.Contains(entry.Error!, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_be_read_of_a_request_of_the_wrong_form_is_audited()
    {
        var told = new ConcurrentQueue<QapiDashboardAuditEntry>();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.Audit = entry =>
        {
            told.Enqueue(entry);
            return default;
        });

        await host.ExecuteAsync("""{"server":"host","command":"quit","arguments":[]}""");
        await host.ExecuteAsync("""{"server":"host"}""");
        await host.ExecuteAsync("quit");

        Assert.Equal([("host", "quit"), ("host", ""), ("", "")], told.Select(static entry => (entry.Server, entry.Command)));
    }

    [Fact]
    public async Task A_server_that_is_gone_says_so()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(static options => options.AddServer("away", "unix:/run/qapigen-nobody-listens.sock"));

        (HttpStatusCode status, string text) = await host.ExecuteAsync("""{"server":"away","command":"query-status"}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("'away' is gone", JsonElement.Parse(text).GetProperty("error").GetProperty("desc").GetString(), StringComparison.Ordinal);
    }

    private static Task<(HttpStatusCode Status, string Text)> SendAsync(DashboardHost host, string command, string id, string? token = null, string? role = null) =>
        host.ExecuteAsync($$$"""{"server":"host","command":"{{{command}}}","arguments":{"id":"{{{id}}}"}}""", token, role);

    /// <summary>Keeps what exceptions of the dashboard say in a log.</summary>
    private sealed class FaultLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Faults { get; } = new();

        public ILogger CreateLogger(string categoryName) => categoryName == "QapiGen.Dashboard" ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null)
            {
                Faults.Enqueue(exception.ToString());
            }
        }

        public void Dispose()
        {
        }
    }
}
