using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QapiGen.Benchmarks.Support;

/// <summary>What the operating system has counted for processes that this one started, and theirs, as far as they have ended. Unix only.</summary>
internal static class ChildProcesses
{
    private const int Children = -1;

    /// <summary>Processor time, user and system; zero where the system doesn't tell.</summary>
    public static TimeSpan ProcessorTime
    {
        get
        {
            Usage usage = Read();
            return Time(usage.UserSeconds, usage.UserMicroseconds) + Time(usage.SystemSeconds, usage.SystemMicroseconds);
        }
    }

    /// <summary>The most memory that one of them had at a time, in megabytes; zero where the system doesn't tell.</summary>
    public static double PeakMegabytes => Read().MaxResident * (OperatingSystem.IsMacOS() ? 1 : 1024) / 1e6;

    private static TimeSpan Time(nint seconds, nint microseconds) => TimeSpan.FromSeconds(seconds) + TimeSpan.FromMicroseconds(microseconds);

    private static Usage Read()
    {
        Usage usage = default;
        return !OperatingSystem.IsWindows() && GetUsage(Children, ref usage) == 0 ? usage : default;
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUsage(int who, ref Usage usage);

    [StructLayout(LayoutKind.Sequential)]
    private struct Usage
    {
        public nint UserSeconds;
        public nint UserMicroseconds;
        public nint SystemSeconds;
        public nint SystemMicroseconds;
        public nint MaxResident;

        // What else there is, which nobody looks at.
        private readonly Rest _rest;
    }

    [InlineArray(13)]
    private struct Rest
    {
        private nint _first;
    }
}
