using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Server.Compatibility;

namespace QapiGen.ConformanceHost;

/// <summary>How the host behaves; the options are named like those of the recorded servers.</summary>
public sealed record ConformanceArguments
{
    /// <summary>Path of the Unix socket.</summary>
    public string SocketPath { get; init; } = "";

    /// <summary>Whether it speaks for the system emulator instead of the storage daemon.</summary>
    public bool IsEmulator { get; init; }

    /// <summary>Whether messages are pretty printed.</summary>
    public bool IsPretty { get; init; }

    /// <summary>Whether it starts before the machine exists.</summary>
    public bool IsPreconfig { get; init; }

    /// <summary>Compatibility policy.</summary>
    public QmpCompatibilityPolicy Compatibility { get; init; } = QmpCompatibilityPolicy.Default;

    /// <summary>Blocks a command until the other end of a named pipe has been opened.</summary>
    public Func<string, CancellationToken, Task> Block { get; init; } = OpenPipeAsync;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It isn't one.</exception>
    public static ConformanceArguments Parse(string[] args)
    {
        var parsed = new ConformanceArguments();
        for (int i = 0; i < args.Length; i++)
        {
            parsed = args[i] switch
            {
                "--socket" => parsed.WithSocket(Value(args, ++i)),
                "-compat" => parsed with { Compatibility = QmpCompatibilityPolicy.Parse(Value(args, ++i)) },
                "--system" => parsed with { IsEmulator = true },
                "--preconfig" => parsed with { IsPreconfig = true },
                _ => throw new FormatException($"'{args[i]}' is not an option"),
            };
        }

        return parsed.SocketPath.Length == 0 ? throw new FormatException("--socket is missing") : parsed;
    }

    private static string Value(string[] args, int index) => index < args.Length ? args[index] : throw new FormatException($"'{args[^1]}' needs a value");

    private static Task OpenPipeAsync(string path, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            // Opening a pipe waits for the other end.
            using var pipe = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        },
        cancellationToken);

    private ConformanceArguments WithSocket(string value)
    {
        string[] parts = value.Split(',');
        return this with { SocketPath = parts[0], IsPretty = Array.IndexOf(parts, "pretty=on") > 0 };
    }
}
