using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>A provider of logs that throws, on a full disk for example, is no reason to leave a program behind.</summary>
public sealed class FailingLogTests
{
    [QemuReleaseTheory, QemuReleaseData]
    public async Task Program_starts_and_stops_though_no_line_of_its_log_can_be_written(string release)
    {
        string parent = Directory.CreateTempSubdirectory("ql").FullName;
        using var log = new Failing();
        QemuProcess vm = await QemuProcess.StartAsync(Options(release, parent, log)).Hang();

        QemuStopResult stopped = await vm.StopAsync(QemuStopOptions.Quick with { Quit = TimeSpan.FromSeconds(100) }).Hang();
        await vm.DisposeAsync().AsTask().Hang();

        Assert.Equal(QemuStopStep.Quit, stopped.Step);
        Assert.Empty(Directory.GetFileSystemEntries(parent));
        Directory.Delete(parent);
    }

    private static QemuOptions Options(string release, string parent, ILoggerFactory log) =>
        new() { Program = Machines.Emulator(release), Arguments = Machines.Bare, FolderParent = parent, LoggerFactory = log, StartTimeout = TimeSpan.FromSeconds(100) };

    private sealed class Failing : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("The disk is full");

        public void Dispose()
        {
        }
    }
}
