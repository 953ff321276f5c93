using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QapiGen.Hosting.AspNetCore;
using QapiGen.Hosting.Clients;
using QapiGen.Jobs.Hosting;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>What can't be meant is refused when the host starts, with a sentence that says where it is.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Two_services_of_one_name_are_refused()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk");

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => builder.Services.AddQmp(GreeterDispatcher.Schema, "disk"));

        Assert.Equal("There is a QMP service 'disk' already: give each AddQmp a name of its own", refusal.Message);
    }

    [Fact]
    public void Two_services_that_would_have_the_same_settings_are_refused()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk");

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => builder.Services.AddQmp(GreeterDispatcher.Schema, "Disk"));

        Assert.Equal("There is a QMP service 'disk' already, and 'Disk' would have its settings, those of Qmp:disk: names have to differ in more than capitals", refusal.Message);
    }

    [Fact]
    public async Task A_sink_without_a_name_is_refused_where_there_are_several_services()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddSingleton<Teller>();
        builder.Services.AddQmp(GreeterDispatcher.Schema, "one").AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();
        builder.Services.AddQmp(GreeterDispatcher.Schema, "two").WithoutListener().AddDispatcher(static services =>
        {
            services.GetRequiredService<Teller>();
            return new GreeterDispatcher("");
        });

        await AssertRefusedAsync(builder, "There are several QMP services, 'one', 'two', and an IQmpEventSink was asked for without saying whose: [FromKeyedServices(\"one\")] IQmpEventSink");
    }

    [Fact]
    public void An_event_is_refused_by_the_sink_of_a_service_that_does_not_have_it()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(GreeterDispatcher.Schema, "one").AddDispatcher(static _ => new GreeterDispatcher(""));
        using IHost host = builder.Build();
        IQmpEventSink sink = host.Services.GetRequiredKeyedService<IQmpEventSink>("one");

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => sink.Emit(new QmpEventDescriptor("MODE_CHANGED"), default(NoData)));

        Assert.Contains("The QMP service 'one' has no event 'MODE_CHANGED': its schema is 'greeter'", refusal.Message);
    }

    [Fact]
    public async Task A_module_that_nobody_dispatches_is_refused()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(GreeterDispatcher.Schema).ListenUnixSocket(TestPeer.NewPath());

        await AssertRefusedAsync(
            builder,
            "Nothing runs the commands of the module 'greeter' (greet, wait) in the QMP service 'qmp': add its generated dispatcher by AddDispatcher(...), or say WithoutCommandsOf(\"greeter\")");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_service_without_a_listener_that_has_something_to_listen_on_is_refused(bool isConfigured)
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = NewBuilder();
        QmpHostingBuilder qmp = builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();
        if (isConfigured)
        {
            builder.Configuration["Qmp:qmp:Listen:0"] = $"unix:{path}";
        }
        else
        {
            qmp.ListenUnixSocket(path);
        }

        await AssertRefusedAsync(builder, $"The QMP service 'qmp' has WithoutListener(), and unix:{path} to listen on: leave one of them out");
        Assert.False(System.IO.File.Exists(path));
    }

    [Fact]
    public async Task A_module_without_commands_may_be_meant()
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(GreeterDispatcher.Schema).WithoutCommandsOf("greeter").ListenUnixSocket(path);
        using IHost host = builder.Build();
        await host.StartAsync();

        Assert.Contains("The command greet has not been found", await TestPeer.AskAsync(path, TestPeer.Negotiation + "{\"execute\":\"greet\"}"));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_dispatcher_that_is_there_twice_is_refused()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(GreeterDispatcher.Schema)
            .AddDispatcher(static _ => new GreeterDispatcher("one"))
            .AddDispatcher(static _ => new GreeterDispatcher("two"))
            .ListenUnixSocket(TestPeer.NewPath());

        await AssertRefusedAsync(builder, "GreeterDispatcher of the QMP service 'qmp' is there twice");
    }

    [Fact]
    public async Task A_dispatcher_of_another_schema_is_refused()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(new QmpCompiledSchema("thermostat", [new QmpModule("home", [new("query-mode")], [], static () => "[]"u8)], static () => "[]"u8))
            .AddDispatcher(static _ => new GreeterDispatcher("one"))
            .ListenUnixSocket(TestPeer.NewPath());

        await AssertRefusedAsync(builder, "GreeterDispatcher of the QMP service 'qmp' belongs to another schema: its module 'greeter' is none of 'thermostat' (home)");
    }

    [Fact]
    public async Task Nothing_to_listen_on_is_refused()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher(""));

        await AssertRefusedAsync(builder, "The QMP service 'disk' has nothing to listen on: set Qmp:disk:Listen");
    }

    [Theory]
    [InlineData("Listen:0", "unx:/run/x.sock", "Qmp:disk:Listen:0: 'unx:/run/x.sock' is not an address; use unix:PATH, tcp:HOST:PORT, tls:HOST:PORT or pipe:NAME")]
    [InlineData("Listen:0", "http://localhost:80/", "Qmp:disk:Listen:0: 'http://localhost:80/' is not an address")]
    [InlineData("Listen:0", "", "Qmp:disk:Listen:0: '' is not an address")]
    [InlineData("Listen:0", "tcp:0.0.0.0:0", "Qmp:disk:Listen:0: tcp:0.0.0.0:0 can be reached from other hosts; use TLS, a loopback address, or allow it by name")]
    [InlineData("Listen:0", "unix:/nowhere/at/all.sock", "Qmp:disk:Listen:0: Listening on unix:/nowhere/at/all.sock failed: there is no folder '/nowhere/at'")]
    [InlineData("Listen:0", "tls:localhost:0", "Qmp:disk:Tls:Certificate is missing: an address of the service begins with 'tls:'")]
    [InlineData("Tls:Certificate", "server.pem", "Qmp:disk:Tls:Certificate is set, and no address of the service begins with 'tls:': nothing would speak TLS")]
    [InlineData("Tls:Cert", "server.pem", "Qmp:disk:Tls:Cert is no setting; there are Certificate, Key, Password, ClientCa")]
    [InlineData("Tls:ClientCa", "ca.pem", "Qmp:disk:Tls:Certificate is missing")]
    [InlineData("Tls:ClientCa", "", "Qmp:disk:Tls:ClientCa is empty: clients wouldn't be asked for a certificate; leave it out if that is meant")]
    [InlineData("Listen:0", null, "Qmp:disk:Listen:0 has no value")]
    [InlineData("Listn:0", "unix:/run/x.sock", "Qmp:disk:Listn is no setting; there are Listen, ")]
    [InlineData("MaxConections", "7", ", QuitFrom; MaxConnections is meant, perhaps")]
    [InlineData("Version", "ten", "Qmp:disk:Version: 'ten' is not a version of three numbers")]
    [InlineData("Compatibility", "deprecated-input=scream", "Qmp:disk:Compatibility: ")]
    [InlineData("MaxPendingOutputBytes", "0", "Qmp:disk:MaxPendingOutputBytes: 0 is not more than 0")]
    [InlineData("Pretty", "very", "Qmp:disk:Pretty: 'very' is neither true nor false")]
    [InlineData("Pretty:0", "true", "Qmp:disk:Pretty:0 is no setting: Qmp:disk:Pretty is one value")]
    [InlineData("Listen", "unix:/run/x.sock", "Qmp:disk:Listen: 'unix:/run/x.sock' stands where a list is meant; write Qmp:disk:Listen:0, in JSON [ \"unix:/run/x.sock\" ]")]
    [InlineData("Tls", "server.pem", "Qmp:disk:Tls: 'server.pem' stands where a section is meant")]
    [InlineData("QuitFrom", "7", "Qmp:disk:QuitFrom: '7' is none of Anyone, Local, Nobody")]
    [InlineData("CloseTimeout", "5", "Qmp:disk:CloseTimeout: 5.00:00:00 is more than a day; a number by itself is days, and 00:00:05 five seconds")]
    [InlineData("CommandsThatOutliveClients", "gr*;wait\u200B", "Qmp:disk:CommandsThatOutliveClients: no command of the service matches 'wait\\u200B'; between several are semicolons")]
    [InlineData("CommandsThatOutliveClients", "gr*;waits", "Qmp:disk:CommandsThatOutliveClients: no command of the service matches 'waits'; between several are semicolons")]
    [InlineData("Listen:0:Address", "tls:*:45402", "Qmp:disk:Listen:0:Address is no setting: Qmp:disk:Listen:0 is one value")]
    [InlineData("Listen:foo:bar", "unix:/run/x.sock", "Qmp:disk:Listen:foo:bar is no setting: Qmp:disk:Listen:foo is one value")]
    [InlineData("", "unix:/run/x.sock", "Qmp:disk: 'unix:/run/x.sock' stands where a section is meant")]
    [InlineData("Tls:Password", "x", "Qmp:disk:Tls:Certificate is missing, and other settings of Qmp:disk:Tls are there")]
    [InlineData("MaxConnections", "abc", "Qmp:disk:MaxConnections: 'abc' is no whole number up to 2147483647")]
    [InlineData("MaxConnections", "3000000000", "Qmp:disk:MaxConnections: '3000000000' is no whole number up to 2147483647")]
    [InlineData("QuitFrom", "Lokal", "Qmp:disk:QuitFrom: 'Lokal' is none of Anyone, Local, Nobody")]
    [InlineData("CloseTimeout", "soon", "Qmp:disk:CloseTimeout: 'soon' is no time; 00:00:05 is five seconds")]
    [InlineData("CommandsThatOutliveClients", " ; ", "Qmp:disk:CommandsThatOutliveClients: no command of the service matches ' ; '")]
    public async Task A_setting_that_makes_no_sense_is_refused_by_its_key(string setting, string? value, string message)
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [("Qmp:disk:" + setting).TrimEnd(':')] = value });
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();

        await AssertRefusedAsync(builder, message);
    }

    [Fact]
    public async Task A_setting_that_is_null_in_JSON_is_as_if_it_were_not_there()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Configuration.AddJsonStream(new System.IO.MemoryStream("""
            { "Qmp": { "disk": { "Tls": { "Certificate": null, "Key": null, "Password": null, "ClientCa": null }, "Version": null, "Package": null, "Compatibility": null,
              "MaxPendingOutputBytes": null, "CloseTimeout": null, "MaxConnections": null, "CommandsThatOutliveClients": null, "QuitFrom": null, "Listen": null, "Pretty": null } } }
            """u8.ToArray()));
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();
        using IHost host = builder.Build();

        await host.StartAsync();

        await host.StopAsync();
    }

    [Fact]
    public async Task Settings_outside_of_their_service_are_refused()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Qmp:Listen:0"] = "unix:/run/x.sock", ["Qmp:of-another-program:Listen:0"] = "unix:/run/y.sock" });
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();

        await AssertRefusedAsync(builder, "Qmp:Listen is no setting: those of a service stand under its name, Qmp:disk:Listen");
    }

    [Theory]
    [InlineData("Qmp:dsik:Listen:0", "Qmp:dsik: nothing in this application is called 'dsik'; Qmp:disk is meant, perhaps")]
    [InlineData("Qmp:disks:Pretty", "Qmp:disks: nothing in this application is called 'disks'; Qmp:disk is meant, perhaps")]
    [InlineData("QmpClient:moniter:Address", "QmpClient:moniter: nothing in this application is called 'moniter'; QmpClient:monitor is meant, perhaps")]
    [InlineData("Qapi:Jbos:MaxRunningJobs", "Qapi:Jbos: nothing in this application is called 'Jbos'; Qapi:Jobs is meant, perhaps")]
    public async Task A_section_whose_name_is_mistyped_is_refused_where_the_right_one_is_missing(string key, string message)
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [key] = "1" });
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();
        builder.Services.AddQmpClient("monitor", "unix:/nowhere.sock");
        builder.Services.AddQapiJobs();

        await AssertRefusedAsync(builder, message);
    }

    [Fact]
    public async Task Sections_that_may_be_those_of_other_programs_are_let_be_and_one_that_is_nearly_ours_is_logged()
    {
        var log = new ListLoggerProvider();
        HostApplicationBuilder builder = NewBuilder();
        builder.Logging.AddProvider(log);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Qmp:disk1:Pretty"] = "true",
            ["Qmp:disc0:Pretty"] = "true",
            ["Qmp:backup:Pretty"] = "true",
            ["Qmp:disk0:Pretty"] = "true",
        });
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk0").AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();
        using IHost host = builder.Build();
        await host.StartAsync();

        Assert.Single(log.Messages, static message => message.StartsWith("Nothing reads the section", StringComparison.Ordinal));
        Assert.Contains("Nothing reads the section Qmp:disc0 of the configuration; Qmp:disk0 is meant, perhaps", log.Messages);
        await host.StopAsync();
    }

    [Fact]
    public void A_module_that_the_schema_does_not_have_can_not_be_left_without_commands()
    {
        QmpHostingBuilder qmp = NewBuilder().Services.AddQmp(GreeterDispatcher.Schema, "disk");

        ArgumentException refusal = Assert.Throws<ArgumentException>("modules", () => qmp.WithoutCommandsOf("greter"));

        Assert.StartsWith("The schema 'greeter' of the QMP service 'disk' has no module 'greter'; it has 'greeter'; 'greeter' is meant, perhaps", refusal.Message);
    }

    [Fact]
    public async Task A_dispatcher_of_a_module_that_is_left_without_commands_is_refused()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher("")).WithoutCommandsOf("greeter").WithoutListener();

        await AssertRefusedAsync(builder, "GreeterDispatcher of the QMP service 'qmp' is there, and WithoutCommandsOf(\"greeter\") says that nothing runs these commands: leave one of them out");
    }

    [Fact]
    public async Task A_value_where_services_belong_is_refused()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Qmp"] = "unix:/run/x.sock" });
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();

        await AssertRefusedAsync(builder, "Qmp: 'unix:/run/x.sock' stands where a section is meant");
    }

    [Fact]
    public async Task A_service_may_be_called_as_a_setting_is()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Qmp:tls:MaxConnections"] = "7", ["Qmp:tls:QuitFrom"] = "nobody", ["Qmp:tls:CloseTimeout"] = "" });
        builder.Services.AddQmp(GreeterDispatcher.Schema, "tls").AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();
        using IHost host = builder.Build();
        await host.StartAsync();

        QmpServiceOptions options = host.Services.GetRequiredService<QmpService>().Options;
        Assert.Equal((7, QmpQuitSource.Nobody), (options.MaxConnections, options.QuitFrom));
        await host.StopAsync();
    }

    [Theory]
    [InlineData("QmpClient:vm0", "unix:/run/x.sock", "QmpClient:vm0: 'unix:/run/x.sock' stands where a section is meant")]
    [InlineData("QmpClient", "unix:/run/x.sock", "QmpClient: 'unix:/run/x.sock' stands where a section is meant")]
    [InlineData("QmpClient:Address", "unix:/run/x.sock", "QmpClient:Address is no setting: those of a client stand under its name, QmpClient:vm0:Address")]
    [InlineData("QmpClient:vm0:MaxAttempts", "many", "QmpClient:vm0:MaxAttempts: 'many' is no whole number up to 2147483647")]
    public async Task A_setting_of_a_client_in_the_wrong_place_or_form_is_refused_by_its_key(string key, string value, string message)
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [key] = value });
        builder.Services.AddQmpClient("vm0", "unix:/nowhere.sock");

        await AssertRefusedAsync(builder, message);
    }

    [Fact]
    public async Task A_health_check_of_a_service_that_is_not_there_is_refused()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();
        builder.Services.AddHealthChecks().AddQmp("nope");

        await AssertRefusedAsync(builder, "A health check: There is no QMP service 'nope'; AddQmp was called for 'disk'");
    }

    [Fact]
    public void Patterns_that_fit_no_command_are_refused()
    {
        QmpHostingBuilder qmp = NewBuilder().Services.AddQmp(GreeterDispatcher.Schema, "disk");

        foreach (Action rule in (Action[])[() => qmp.Deny("quit, greet"), () => qmp.Allow("greet;wiat"), () => qmp.RequirePolicy("Greet", "operators"), () => qmp.Deny(";"), () => qmp.Allow(" ; "), () => qmp.Deny(""), () => qmp.RequirePolicy(";;", "operators")])
        {
            Assert.Contains("No command of the QMP service 'disk' matches '", Assert.Throws<ArgumentException>(rule).Message);
        }

        qmp.Deny("quit; gr?et").Allow("*");
    }

    [Theory]
    [InlineData("greet;wait", null)]
    [InlineData("greet;wiat", "The application's QmpAuthorization: no command of its QMP services matches 'wiat'")]
    [InlineData("greet;job-pause", null)]
    [InlineData(" ; ", "The application's QmpAuthorization: no command of its QMP services matches ' ; '")]
    public async Task Rules_that_services_share_have_to_fit_one_of_them(string commands, string? message)
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddSingleton(new QmpAuthorization().Deny(commands).Allow("*"));
        builder.Services.AddQmp(GreeterDispatcher.Schema, "one").AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();
        builder.Services.AddQmp(QapiGen.Jobs.JobSchema.Instance, "two").WithoutCommandsOf("job.json").WithoutListener();
        if (message is null)
        {
            using IHost host = builder.Build();
            await host.StartAsync();
            await host.StopAsync();
        }
        else
        {
            await AssertRefusedAsync(builder, message);
        }
    }

    [Fact]
    public async Task Rules_of_one_service_have_to_fit_it_wherever_they_come_from()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddKeyedSingleton("one", new QmpAuthorization().Deny("job-pause").Allow("*"));
        builder.Services.AddQmp(GreeterDispatcher.Schema, "one").AddDispatcher(static _ => new GreeterDispatcher("")).WithoutListener();

        using IHost host = builder.Build();

        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync());

        Assert.Contains("Authorization: no command of the QMP service 'one' matches 'job-pause'", refusal.Message);
    }

    [Fact]
    public async Task Each_fault_of_several_is_told()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Qmp:disk:Listen:0"] = "unx:/a", ["Qmp:disk:Version"] = "1" });
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher(""));
        using IHost host = builder.Build();

        OptionsValidationException refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(2, refusal.Failures.Count());
    }

    [Fact]
    public async Task Values_that_can_not_be_read_are_told_with_all_others()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Qmp:disk:MaxConnections"] = "abc",
            ["Qmp:disk:quitfrom"] = "Lokal",
            ["Qmp:disk:Listen:0"] = "unx:/a",
            ["Qmp:disk:Listen:1:Address"] = "tls:*:4444",
            ["Qmp:disk:Version"] = "1",
            ["Qmp:disk:Verbose"] = "true",
        });
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher(""));
        using IHost host = builder.Build();

        OptionsValidationException refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            ["Listen:0:", "Listen:1:Address", "MaxConnections:", "Verbose", "Version:", "quitfrom:"],
            refusal.Failures.Select(static fault => fault.Split(' ')[0]["Qmp:disk:".Length..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_host_that_does_not_start_leaves_no_socket_behind()
    {
        string first = TestPeer.NewPath();
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(GreeterDispatcher.Schema, "one").AddDispatcher(static _ => new GreeterDispatcher("")).ListenUnixSocket(first).Listen(QmpAddress.Unix("/nowhere/at/all.sock"));
        await AssertRefusedAsync(builder, "The QMP service 'one': Listening on unix:/nowhere/at/all.sock failed:");

        Assert.False(File.Exists(first));
    }

    [Fact]
    public void An_endpoint_of_Kestrels_for_a_service_that_is_not_there_is_refused()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher(""));
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static endpoint => endpoint.UseQmp("disc")));

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => builder.Build());

        Assert.Equal("There is no QMP service 'disc'; AddQmp was called for 'disk'", refusal.Message);
    }

    [Fact]
    public void The_names_of_settings_are_those_of_the_options()
    {
        Assert.Equal(SettingsOf(typeof(QmpHostingOptions)), HostingOptionsValidator.Settings.OrderBy(static setting => setting.Name, StringComparer.Ordinal));
        Assert.Equal(SettingsOf(typeof(QmpHostedClientOptions)), HostedClientOptionsValidator.Settings.OrderBy(static setting => setting.Name, StringComparer.Ordinal));
        Assert.Equal(SettingsOf(typeof(QmpHostingTlsOptions)), HostingOptionsValidator.TlsSettings.OrderBy(static setting => setting.Name, StringComparer.Ordinal));
    }

    private static IEnumerable<(string Name, Type Type)> SettingsOf(Type options) =>
        options.GetProperties().Select(static property => (property.Name, property.PropertyType)).OrderBy(static setting => setting.Name, StringComparer.Ordinal);

    private static HostApplicationBuilder NewBuilder()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        return builder;
    }

    private static async Task AssertRefusedAsync(HostApplicationBuilder builder, string message)
    {
        using IHost host = builder.Build();

        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains(message, refusal.Message);
        Assert.True(refusal is InvalidOperationException or OptionsValidationException, refusal.ToString());
    }

    private sealed class Teller(IQmpEventSink sink)
    {
        public IQmpEventSink Sink => sink;
    }
}
