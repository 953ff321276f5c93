using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QapiGen.Qemu.Hosting;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Hosting;

/// <summary>QEMU in the generic host.</summary>
public sealed class QemuHostingTests
{
    [QemuReleaseTheory, QemuReleaseData]
    public async Task Machine_starts_and_stops_with_the_host(string release)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddQemu("vm0", options =>
        {
            options.Program = Machines.Emulator(release);
            Array.ForEach(Machines.Bare, options.Arguments.Add);
            options.PowerDown = TimeSpan.Zero;
            options.Quit = TimeSpan.FromSeconds(60);
        });
        builder.Services.AddHealthChecks().AddQemu("vm0");
        using IHost host = builder.Build();
        Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredKeyedService<QemuProcess>("vm0"));
        await host.StartAsync().Hang();
        QemuProcess process = host.Services.GetRequiredKeyedService<QemuProcess>("vm0");
        QmpClient client = host.Services.GetRequiredKeyedService<QmpClient>("vm0");

        Assert.Equal(JsonValueKind.Object, (await client.ExecuteAsync("query-status")).ValueKind);
        await using (AsyncServiceScope scope = host.Services.CreateAsyncScope())
        {
            Assert.Same(client, scope.ServiceProvider.GetRequiredKeyedService<QmpClient>("vm0"));
        }

        Assert.True(client.IsConnected);
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, report.Status);

        await host.StopAsync().Hang();
        Assert.Equal(QemuStopStep.Quit, (await process.Exited.Hang()).RequestedBy);
        Assert.False(Machines.IsRunning(process.ProcessId));
    }

    [QemuReleaseFact("7.2")]
    public async Task Machine_that_was_killed_or_is_stuck_is_unhealthy()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Qemu:vm0:Program"] = Machines.Emulator("7.2"),
            ["Qemu:vm0:Arguments:0"] = "-machine",
            ["Qemu:vm0:Arguments:1"] = "none",
            ["Qemu:vm0:Arguments:2"] = "-display",
            ["Qemu:vm0:Arguments:3"] = "none",
        });
        builder.Services.AddQemu("vm0");
        builder.Services.AddHealthChecks().AddQemu("vm0", TimeSpan.FromMilliseconds(500));
        using IHost host = builder.Build();
        await host.StartAsync().Hang();
        QemuProcess process = host.Services.GetRequiredKeyedService<QemuProcess>("vm0");
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        using (Process stop = Process.Start("kill", ["-STOP", $"{process.ProcessId}"]))
        {
            await stop.WaitForExitAsync();
        }

        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
        process.Kill();
        await process.Exited.Hang();

        HealthReportEntry entry = (await health.CheckHealthAsync()).Entries["vm0"];
        Assert.Equal("It has ended: killed by signal 9", entry.Description);
        await host.StopAsync().Hang();
    }

    /// <remarks>Several machines whose guests don't react use up the host's patience; the others must not lose what QEMU hasn't written yet.</remarks>
    [QemuReleaseFact("7.2")]
    public async Task Machine_is_quit_and_not_killed_when_the_patience_of_the_host_ends()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddQemu("vm0", static options =>
        {
            options.Program = Machines.Emulator("7.2");
            Array.ForEach([.. Machines.Pc, "-S"], options.Arguments.Add);
            options.PowerDown = TimeSpan.FromHours(1);
            options.Quit = TimeSpan.FromHours(1);
        });
        using IHost host = builder.Build();
        await host.StartAsync().Hang();
        QemuHostedProcess hosted = host.Services.GetRequiredKeyedService<QemuHostedProcess>("vm0");
        QemuProcess process = hosted.Process;
        using var patience = new CancellationTokenSource();
        Task stopping = hosted.StopAsync(patience.Token);

        await patience.CancelAsync();
        await stopping.Hang();

        QemuExit exit = await process.Exited.Hang();
        Assert.Equal((QemuStopStep.Quit, 0, "host-qmp-quit"), (exit.RequestedBy, exit.ExitCode, exit.ShutdownReason));
    }

    [Fact]
    public async Task Host_does_not_start_without_its_machine()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddQemu("vm0", static options => options.Program = "/no/such/qemu");
        using IHost host = builder.Build();

        QemuStartException failure = await Assert.ThrowsAsync<QemuStartException>(() => host.StartAsync());

        Assert.Contains("There is no program '/no/such/qemu'", failure.Message, StringComparison.Ordinal);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Nothing_is_left_of_a_start_that_the_host_is_disposed_of_or_stopped_in(string release)
    {
        foreach (bool stops in new[] { false, true })
        {
            string folder = Directory.CreateTempSubdirectory().FullName;
            string reached = Path.Combine(folder, "reached");
            string name = Path.GetFileName(folder);
            string script = $"touch {reached}; while [ ! -e {folder}/go ]; do sleep 0.05; done; exec {Machines.Emulator(release)} {string.Join(' ', Machines.Bare)} -name {name} \"$@\"";
            HostApplicationBuilder builder = Host.CreateApplicationBuilder();
            builder.Services.AddQemu("vm0", options =>
            {
                options.Program = "/bin/sh";
                options.Arguments.Add("-c");
                options.Arguments.Add(script);
                options.Arguments.Add("slow");
                options.StartTimeout = TimeSpan.FromMinutes(10);
            });
            IHost host = builder.Build();
            QemuHostedProcess hosted = host.Services.GetRequiredKeyedService<QemuHostedProcess>("vm0");
            Task starting = host.StartAsync();
            Assert.True(SpinWait.SpinUntil(() => File.Exists(reached), TimeSpan.FromSeconds(60)));

            if (stops)
            {
                await hosted.StopAsync(default).Hang();
            }
            else
            {
                await ((IAsyncDisposable)host).DisposeAsync().AsTask().Hang();
            }

            // Were it left running it would go on now.
            await File.WriteAllTextAsync(Path.Combine(folder, "go"), string.Empty);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting).Hang();
            Machines.AssertNobodyHas(name);
            Assert.Throws<InvalidOperationException>(() => hosted.Process);
            await ((IAsyncDisposable)host).DisposeAsync().AsTask().Hang();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => hosted.StartAsync(default));
            Directory.Delete(folder, recursive: true);
        }
    }

    [QemuReleaseFact("7.2")]
    public async Task Stopping_again_is_nothing_and_starting_again_is_refused_while_it_runs()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddQemu("vm0", static options => options.Program = Machines.StorageDaemon("7.2"));
        using IHost host = builder.Build();
        QemuHostedProcess hosted = host.Services.GetRequiredKeyedService<QemuHostedProcess>("vm0");
        await hosted.StopAsync(default).Hang();
        await host.StartAsync().Hang();
        QemuProcess process = hosted.Process;
        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => hosted.StartAsync(default));
        Assert.Equal("QEMU 'vm0' has been started already", refusal.Message);
        Assert.Same(process, hosted.Process);

        await host.StopAsync().Hang();
        await host.StopAsync().Hang();
        await hosted.StopAsync(default).Hang();

        Assert.True(process.Exited.IsCompleted);
    }

    [Fact]
    public void Name_that_is_taken_is_refused()
    {
        var services = new ServiceCollection();
        services.AddQemu("vm0");
        services.AddQemu("vm1");
        services.AddKeyedSingleton<QmpClient>("vm2", static (_, _) => throw new NotSupportedException());

        Assert.Equal(
            "There is a QEMU 'vm0' already: give each AddQemu a name of its own",
            Assert.Throws<InvalidOperationException>(() => services.AddQemu("vm0")).Message);
        Assert.Equal(
            "There is a QMP client 'vm2' already, and AddQemu adds one of its own name: give each a name of its own",
            Assert.Throws<InvalidOperationException>(() => services.AddQemu("vm2")).Message);
    }

    [Theory]
    [InlineData("Kind")]
    [InlineData("Program")]
    public async Task Missing_program_is_a_fault_of_the_configuration(string isNull)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Qemu:vm0:" + isNull] = null });
        builder.Services.AddQemu("vm0");
        using IHost host = builder.Build();

        OptionsValidationException failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("Qemu:vm0:Program is missing", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Programm", "x", "Qemu:vm0:Programm is no setting; there are Program, Arguments,")]
    [InlineData("Arguments", "-m 1G", "Qemu:vm0:Arguments: '-m 1G' stands where a list is meant")]
    [InlineData("Environment", "A=b", "Qemu:vm0:Environment: 'A=b' stands where a section is meant")]
    [InlineData("PowerDown:Seconds", "5", "Qemu:vm0:PowerDown:Seconds is no setting: Qemu:vm0:PowerDown is one value")]
    [InlineData("Quit", "5", "Qemu:vm0:Quit: 5.00:00:00 is more than a day; a number by itself is days, and 00:00:05 five seconds")]
    [InlineData("Terminate", "-00:00:05", "Qemu:vm0:Terminate: -00:00:05 is less than nothing")]
    [InlineData("StartTimeout", "0", "Qemu:vm0:StartTimeout: 00:00:00 is no time at all")]
    [InlineData("ConsoleLogFile", "x.log", "Qemu:vm0:ConsoleLogFile: there is no console, set SerialConsole")]
    [InlineData("ConsoleLogFile", "", "Qemu:vm0:ConsoleLogFile is empty; leave it out if there is to be none")]
    [InlineData("Arguments:0", null, "Qemu:vm0:Arguments:0 has no value")]
    [InlineData("Arguments:0:Value", "-m", "Qemu:vm0:Arguments:0:Value is no setting: Qemu:vm0:Arguments:0 is one value")]
    [InlineData("Environment:PATH:0", "/bin", "Qemu:vm0:Environment:PATH:0 is no setting: Qemu:vm0:Environment:PATH is one value")]
    [InlineData("Kind", "toaster", "Qemu:vm0:Kind: 'toaster' is none of ")]
    [InlineData("", "qemu", "Qemu:vm0: 'qemu' stands where a section is meant")]
    [InlineData("../Program", "qemu", "Qemu:Program is no setting: those of a program stand under its name, Qemu:vm0:Program")]
    [InlineData("../Arguments:0", "-m", "Qemu:Arguments is no setting: those of a program stand under its name, Qemu:vm0:Arguments")]
    public async Task What_is_wrong_with_a_section_is_said_before_anything_starts(string key, string? value, string fault)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [$"Qemu:vm0:{key}".Replace("vm0:../", "", StringComparison.Ordinal).TrimEnd(':')] = value });
        builder.Services.AddQemu("vm0", static options => options.Program = "/no/such/qemu");
        using IHost host = builder.Build();

        OptionsValidationException failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.StartsWith(fault, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    /// <remarks>Under a name that doesn't say so, a daemon is taken for an emulator, which has other options.</remarks>
    [QemuReleaseFact("7.2")]
    public async Task Kind_and_environment_come_from_the_section()
    {
        string folder = Directory.CreateTempSubdirectory("qh").FullName;
        string seen = Path.Combine(folder, "seen");
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Qemu:disks:Program"] = "/bin/sh",
            ["Qemu:disks:Kind"] = "StorageDaemon",
            ["Qemu:disks:Arguments:0"] = "-c",
            ["Qemu:disks:Arguments:1"] = "printf %s \"$COLOUR\" >\"$SEEN\"; exec \"$0\" \"$@\"",
            ["Qemu:disks:Arguments:2"] = Machines.StorageDaemon("7.2"),
            ["Qemu:disks:Environment:COLOUR"] = "blue",
            ["Qemu:disks:Environment:SEEN"] = seen,
        });
        builder.Services.AddQemu("disks");
        using IHost host = builder.Build();

        await host.StartAsync().Hang();
        QmpClient client = host.Services.GetRequiredKeyedService<QmpClient>("disks");
        Assert.Equal(JsonValueKind.Array, (await client.ExecuteAsync("query-block-exports")).ValueKind);
        await host.StopAsync().Hang();

        Assert.Equal("blue", await File.ReadAllTextAsync(seen));
        Directory.Delete(folder, recursive: true);
    }
}
