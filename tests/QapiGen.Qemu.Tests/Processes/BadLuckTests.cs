using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>What can go wrong after the start.</summary>
public sealed class BadLuckTests
{
    [QemuReleaseTheory, QemuReleaseData]
    public async Task Calls_that_wait_fail_with_one_cause_when_the_program_is_killed(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, Machines.Bare);
        Machines.Signal(vm, "STOP");
        Task<JsonElement>[] calls = [.. Enumerable.Range(0, 20).Select(_ => vm.Qmp.ExecuteAsync("query-status").AsTask())];
        vm.Kill();

        QmpConnectionException[] failures = await Task.WhenAll(calls.Select(static call => Assert.ThrowsAsync<QmpConnectionException>(() => call))).Hang();

        Assert.Single(failures.Select(static failure => failure.InnerException ?? failure).Distinct());
        Assert.Equal(9, (await vm.Exited.Hang()).Signal);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Stopped_program_is_killed_when_no_other_step_works(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, Machines.Bare);
        Machines.Signal(vm, "STOP");
        var patience = new QemuStopOptions { PowerDown = TimeSpan.FromMilliseconds(100), Quit = TimeSpan.FromMilliseconds(100), Terminate = TimeSpan.FromMilliseconds(100) };

        QemuStopResult stopped = await vm.StopAsync(patience).Hang();

        Assert.Equal(QemuStopStep.Kill, stopped.Step);
        Assert.Equal(9, stopped.Exit.Signal);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Disposing_does_not_wait_for_the_steps_of_somebody_else(string release)
    {
        QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions
        {
            Program = Machines.Emulator(release),
            Arguments = [.. Machines.Pc, "-S"],
            StopOnDispose = new QemuStopOptions { PowerDown = TimeSpan.Zero, Quit = TimeSpan.FromMinutes(2) },
        }).Hang();
        Task<QmpEvent> pressed = vm.Qmp.WaitForEventAsync(static e => e is RawQmpEvent { Name: "POWERDOWN" });
        Task<QemuStopResult> stopping = vm.StopAsync(new QemuStopOptions { PowerDown = TimeSpan.FromDays(1) });
        await pressed.Hang();

        await vm.DisposeAsync().AsTask().Hang();

        Assert.Equal(QemuStopStep.Quit, (await stopping.Hang()).Step);
        ObjectDisposedException over = await Assert.ThrowsAsync<ObjectDisposedException>(() => vm.StopAsync());
        Assert.Equal(typeof(QemuProcess).FullName, over.ObjectName);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Program_that_dies_at_once_after_the_start_says_how(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, Machines.Bare);
        using (Process.Start("kill", ["-SEGV", $"{vm.ProcessId}"]))
        {
            QemuExit exit = await vm.Exited.Hang();

            Assert.Equal(11, exit.Signal);
            Assert.Equal(QemuStopStep.None, exit.RequestedBy);
            await Assert.ThrowsAsync<QmpConnectionException>(() => vm.Qmp.ExecuteAsync("query-status").AsTask());
            Assert.Equal(QemuStopStep.None, (await vm.StopAsync()).Step);
        }
    }

    [PythonFact]
    public async Task Program_that_dies_inside_a_reply_fails_the_call()
    {
        string script = StartFailureTests.Script("""
            m = connect(1)
            for c in (s, m):
                c.sendall(GREETING)
                c.recv(4096)
                c.sendall(b'{"return": {}, "id": %d}\r\n' % ID(c))
            s.recv(4096)
            s.sendall(b'{"return": [1, 2')
            sys.exit(5)
            """).Replace("c.recv(4096)", "d = c.recv(4096)", StringComparison.Ordinal)
            .Replace("ID(c)", "int(d.split(b'\"id\": ')[1].split(b'}')[0].split(b',')[0])", StringComparison.Ordinal);
        await using QemuProcess program = await QemuProcess.StartAsync(new QemuOptions { Program = "python3", Arguments = ["-c", script] }).Hang();

        QmpConnectionException failure = await Assert.ThrowsAsync<QmpConnectionException>(() => program.Qmp.ExecuteAsync("query-status").AsTask()).Hang();

        Assert.Contains("inside a message", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(5, (await program.Exited.Hang()).ExitCode);
    }

    [Fact]
    public async Task Gigabyte_on_standard_error_neither_fills_memory_nor_holds_up_the_program()
    {
        long before = GC.GetTotalMemory(true);

        QemuStartException failure = await Assert.ThrowsAsync<QemuStartException>(() => QemuProcess.StartAsync(new QemuOptions
        {
            Program = "sh",
            Arguments = ["-c", "head -c 1000000000 /dev/zero | tr '\\0' x >&2; echo; echo the end; exit 2"],
            StartTimeout = TimeSpan.FromMinutes(2),
        })).Hang();

        Assert.Equal("the end\n", failure.Exit!.Output);
        Assert.Equal(2, failure.Exit.ExitCode);
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 16 * 1024 * 1024);
    }

    [Fact]
    public async Task Each_line_of_output_is_handed_on()
    {
        var lines = new List<string>();

        await Assert.ThrowsAsync<QemuStartException>(() => QemuProcess.StartAsync(new QemuOptions
        {
            Program = "sh",
            Arguments = ["-c", "echo one; printf 'two\\r\\n'; printf three"],
            OnOutput = line =>
            {
                lock (lines)
                {
                    lines.Add(line);
                }

                throw new InvalidOperationException("a listener's own fault");
            },
        })).Hang();

        Assert.Equal(["one", "two", "three"], lines);
    }
}
