using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Runtime.Diagnostics;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>What is logged and measured of programs. Meter and search path are the process's, so no other test runs meanwhile.</summary>
[Collection(AloneCollection.Name)]
public sealed class ObservationTests
{
    [QemuReleaseTheory, QemuReleaseData]
    public async Task Life_of_a_program_is_logged_and_counted(string release)
    {
        using var log = new LogLines();
        using var meter = new Readings();
        QemuOptions options = new() { Program = Machines.Emulator(release), Arguments = Machines.Bare, LoggerFactory = log };
        int id;
        string command;
        await using (QemuProcess vm = await QemuProcess.StartAsync(options).Hang())
        {
            id = vm.ProcessId;
            command = vm.CommandLine;
            Assert.Equal(["qemu.starts ok 1", "qemu.processes  1"], meter.Taken);
            await vm.StopAsync(new QemuStopOptions { PowerDown = TimeSpan.Zero, Quit = TimeSpan.FromMinutes(2) }).Hang();
        }

        Assert.Equal(["qemu.starts ok 1", "qemu.processes  1", "qemu.processes  -1", "qemu.exits Quit 1"], meter.Taken);
        Assert.Equal(
            [
                $"401 Debug Command line of process {id}: {command}",
                $"400 Information Started {options.Program} as process {id}",
                $"404 Information Stopping process {id}: Quit",
                $"402 Information Process {id} ended: exit code 0, host-qmp-quit",
            ],
            log.Lines.Where(static line => !line.StartsWith("408", StringComparison.Ordinal)));
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Program_that_ends_unasked_is_a_warning_with_its_command_line(string release)
    {
        using var log = new LogLines();
        using var meter = new Readings();
        await using QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions { Program = Machines.Emulator(release), Arguments = Machines.Bare, LoggerFactory = log }).Hang();
        vm.Kill();
        await vm.Exited.Hang();

        Assert.Contains($"403 Warning Process {vm.ProcessId} ended unasked: killed by signal 9; it was {vm.CommandLine}", log.Lines);
        Assert.Equal("qemu.exits None 1", meter.Taken[^1]);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Every_message_of_both_monitors_is_in_the_wire_log(string release)
    {
        using var log = new LogLines();
        await using QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions { Program = Machines.Emulator(release), Arguments = Machines.Bare, LoggerFactory = log }).Hang();

        await vm.Qmp.ExecuteAsync("query-status");

        Assert.Equal(2, log.Wire.Count(static line => line.Contains(" < {\"QMP\":", StringComparison.Ordinal)));
        Assert.Equal(2, log.Wire.Count(static line => line.Contains(" > {\"execute\":\"qmp_capabilities\"", StringComparison.Ordinal)));
        Assert.Single(log.Wire, static line => line.Contains(" > {\"execute\":\"query-status\"", StringComparison.Ordinal));
        Assert.Single(log.Wire, static line => line.Contains(" < {\"return\":{", StringComparison.Ordinal) && line.Contains("\"running\"", StringComparison.Ordinal));
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Secrets_of_the_command_line_are_in_no_log_and_no_message(string release)
    {
        using var log = new LogLines();
        string[] secrets =
        [
            "-object", """{"qom-type": "secret", "id": "s0", "data": "hidden-1"}""",
            "-object", "secret,id=s1,data=hidden-2,,hidden-3,format=raw",
            "-object", "qom-type=secret,id=s2,data=hidden-4",
        ];
        QemuOptions options = new() { Program = Machines.Emulator(release), Arguments = [.. Machines.Bare, .. secrets], LoggerFactory = log };
        await using (QemuProcess vm = await QemuProcess.StartAsync(options).Hang())
        {
            Assert.Contains("hidden-1", vm.CommandLine, StringComparison.Ordinal);
            vm.Kill();
            await vm.Exited.Hang();
        }

        Assert.Contains(log.Lines, static line => line.StartsWith("401 ", StringComparison.Ordinal) && line.Contains("secret,id=s1,data=***,format=raw", StringComparison.Ordinal));
        Assert.Contains(log.Lines, static line => line.StartsWith("403 ", StringComparison.Ordinal) && line.Contains("\"data\": \"***\"", StringComparison.Ordinal));

        // QEMU repeats what it doesn't like.
        options = new() { Program = Machines.Emulator(release), Arguments = [.. Machines.Bare, .. secrets, "-object", "secret,id=s3,data=hidden-5,nonsense=1"], LoggerFactory = log };
        QemuStartException failure = await Assert.ThrowsAsync<QemuStartException>(() => QemuProcess.StartAsync(options)).Hang();
        Assert.Contains("hidden-5", failure.CommandLine, StringComparison.Ordinal);
        Assert.Contains("nonsense", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(log.All, static line => line.Contains("hidden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_that_fails_is_a_warning_and_counted_as_failed()
    {
        using var log = new LogLines();
        using var meter = new Readings();

        QemuStartException failure = await Assert.ThrowsAsync<QemuStartException>(() => QemuProcess.StartAsync(
            new QemuOptions { Program = "sh", Arguments = ["-c", "echo first; echo second >&2; exit 3"], LoggerFactory = log })).Hang();

        Assert.Equal($"406 Warning sh did not start: {QmpDiagnostics.OneLine(failure.Message)}", log.Lines[^1]);
        Assert.Single(log.Lines, static line => line.StartsWith("408 Debug Process ", StringComparison.Ordinal) && line.EndsWith(": first", StringComparison.Ordinal));
        Assert.Single(log.Lines, static line => line.StartsWith("408 Debug Process ", StringComparison.Ordinal) && line.EndsWith(": second", StringComparison.Ordinal));
        Assert.Equal(["qemu.starts failed 1"], meter.Taken);
    }

    [QemuReleaseFact("7.2")]
    public async Task Listener_that_throws_costs_a_program_nothing()
    {
        using var meters = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "QapiGen.Qemu")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new InvalidOperationException("the listener is broken"));
        meters.Start();
        await using QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions { Program = Machines.Emulator("7.2"), Arguments = Machines.Bare }).Hang();
        await vm.Qmp.ExecuteAsync("query-status");

        QemuStopResult stopped = await vm.StopAsync(new QemuStopOptions { PowerDown = TimeSpan.Zero, Quit = TimeSpan.FromMinutes(2) }).Hang();

        Assert.Equal(QemuStopStep.Quit, stopped.Step);
        Assert.Equal(0, (await vm.Exited.Hang()).ExitCode);
        await Assert.ThrowsAsync<QemuStartException>(() => QemuProcess.StartAsync(new QemuOptions { Program = "sh", Arguments = ["-c", "exit 3"] })).Hang();
    }

    [PythonFact]
    public async Task Step_that_the_program_refuses_is_a_warning_and_the_next_one_is_taken_at_once()
    {
        using var log = new LogLines();
        string script = StartFailureTests.Script("""
            m = connect(1)
            for c in (s, m):
                c.sendall(GREETING)
                d = c.recv(4096)
                c.sendall(b'{"return": {}, "id": %d}\r\n' % int(d.split(b'"id":')[1].split(b'}')[0].split(b',')[0]))
            d = m.recv(4096)
            m.sendall(b'{"error": {"class": "GenericError", "desc": "not now"}, "id": %d}\r\n' % int(d.split(b'"id":')[1].split(b'}')[0].split(b',')[0]))
            m.recv(4096)
            """);
        await using QemuProcess program = await QemuProcess.StartAsync(new QemuOptions
        {
            Program = "python3",
            Arguments = ["-c", script],
            LoggerFactory = log,
            StopOnDispose = new QemuStopOptions { PowerDown = TimeSpan.Zero, Quit = TimeSpan.FromHours(1), Terminate = TimeSpan.FromMinutes(2) },
        }).Hang();

        QemuStopResult stopped = await program.StopAsync(new QemuStopOptions { PowerDown = TimeSpan.Zero, Quit = TimeSpan.FromHours(1), Terminate = TimeSpan.FromMinutes(2) }).Hang();

        Assert.Equal(QemuStopStep.Terminate, stopped.Step);
        Assert.Contains($"405 Warning Process {program.ProcessId} took no Quit: not now", log.Lines);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Program_that_nothing_ends_with_its_parent_is_said_to_be_so(string release)
    {
        using var log = new LogLines();
        string path = Environment.GetEnvironmentVariable("PATH")!;
        Environment.SetEnvironmentVariable("PATH", "/nowhere");
        try
        {
            await using QemuProcess daemon = await QemuProcess.StartAsync(new QemuOptions
            {
                Program = Machines.StorageDaemon(release),
                LoggerFactory = log,
                Environment = new Dictionary<string, string?> { ["PATH"] = path },
            }).Hang();

            Assert.False(daemon.EndsWithParent);
            Assert.Contains(log.Lines, line => line.StartsWith($"407 Debug Nothing ends process {daemon.ProcessId} if this one is killed", StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    [QemuReleaseFact("7.2")]
    public async Task Folder_that_can_not_be_removed_is_a_warning()
    {
        using var log = new LogLines();
        string folder;
        await using (QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions { Program = Machines.Emulator("7.2"), Arguments = Machines.Bare, LoggerFactory = log }).Hang())
        {
            // Not even root removes a file as a folder.
            folder = vm.Folder;
            Directory.Delete(folder, recursive: true);
            File.Create(folder).Dispose();
        }

        Assert.Equal($"409 Warning The folder {folder} could not be removed", log.Lines[^1]);
        File.Delete(folder);
    }

    /// <summary>What the meter tells, as <c>instrument tag value</c>.</summary>
    private sealed class Readings : IDisposable
    {
        private readonly ConcurrentQueue<string> _taken = new();
        private readonly MeterListener _listener = new();

        public Readings()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "QapiGen.Qemu")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _taken.Enqueue($"{instrument.Name} {(tags.Length > 0 ? tags[0].Value : null)} {value}"));
            _listener.Start();
        }

        public string[] Taken => [.. _taken];

        public void Dispose() => _listener.Dispose();
    }
}
