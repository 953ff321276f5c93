using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using QapiGen.Runtime.Transport;

namespace QapiGen.Qemu.Processes;

/// <summary>A process that has connected to a socket of ours, told from another that may get its number later by the time at which it began.</summary>
internal sealed partial class TalkingProcess
{
    private readonly string _began;

    private TalkingProcess(int id, string began)
    {
        Id = id;
        _began = began;
    }

    /// <summary>Its number.</summary>
    public int Id { get; }

    /// <summary>Whether it hasn't ended.</summary>
    public bool IsRunning => BeginningOf(Id) == _began;

    /// <summary>The process at the other end of a socket; null where the system doesn't say, or it has ended.</summary>
    public static TalkingProcess? Of(IQmpTransport transport) =>
        transport is IQmpPeerTransport peer && peer.GetPeerFeature<QmpPeerCredentials>() is { ProcessId: > 0 and int id } && BeginningOf(id) is { } began
            ? new TalkingProcess(id, began)
            : null;

    /// <summary>This process; null where the system doesn't say when it began.</summary>
    public static TalkingProcess? Self() => BeginningOf(Environment.ProcessId) is { } began ? new TalkingProcess(Environment.ProcessId, began) : null;

    /// <summary>Whether a process that began at a time hasn't ended.</summary>
    public static bool IsRunningSince(int process, string began) => BeginningOf(process) == began;

    /// <summary>Its number and when it began, as <see cref="ParentGuard"/> takes them.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} {_began}");

    /// <summary>Sends a signal if it still runs.</summary>
    public void Signal(int signal)
    {
        if (IsRunning)
        {
            _ = Kill(Id, signal);
        }
    }

    /// <summary>When a process began (<c>starttime</c> of proc(5)); null if there is none, or it has ended and waits for its parent to see it.</summary>
    private static string? BeginningOf(int process)
    {
        try
        {
            // "1234 (its name) S 1 …": the name may have anything in it, so that what comes behind it is counted. State is the third, the start the 22nd.
            string text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[22 - 3];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
