using System;
using System.Globalization;
using System.IO;
using System.Text;
using QapiGen.Cli.Files;

namespace QapiGen.Cli.Hosting;

/// <summary>The process's own console, files and environment.</summary>
internal sealed class SystemHost : IDisposable
{
    private readonly StreamWriter _output;
    private readonly StreamWriter _error;

    /// <summary>Opens the standard streams.</summary>
    public SystemHost()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        _output = new StreamWriter(Console.OpenStandardOutput(), utf8, bufferSize: 16 * 1024) { NewLine = "\n" };
        _error = new StreamWriter(Console.OpenStandardError(), utf8) { NewLine = "\n", AutoFlush = Console.IsErrorRedirected is false };
        bool isPlain = !string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR"))
            || System.Environment.GetEnvironmentVariable("TERM") == "dumb";
        Environment = new CliEnvironment
        {
            Output = _output,
            Error = _error,
            Input = new StreamReader(Console.OpenStandardInput(), utf8),
            Files = new PhysicalFileSystem(),
            GetVariable = System.Environment.GetEnvironmentVariable,
            ColorsOutput = !isPlain && !Console.IsOutputRedirected,
            ColorsError = !isPlain && !Console.IsErrorRedirected,
            OutputIsTerminal = !Console.IsOutputRedirected,
            OpenTerminal = Console.IsInputRedirected || Console.IsOutputRedirected ? null : () => new ConsoleTerminal(),
            CompletionWait = ReadWait(System.Environment.GetEnvironmentVariable(CliEnvironment.CompletionWaitVariable)),
        };
    }

    /// <summary>What commands work with.</summary>
    public CliEnvironment Environment { get; }

    /// <summary>Writes out what is still buffered. Output that can't be written has made the command fail already.</summary>
    public void Dispose()
    {
        Close(_output);
        Close(_error);
    }

    // Whatever else stands there is not worth a line among what a shell takes for proposals.
    private static TimeSpan ReadWait(string? seconds) =>
        double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double wait) && wait is > 0 and < 86400
            ? TimeSpan.FromSeconds(wait)
            : CliEnvironment.DefaultCompletionWait;

    private static void Close(StreamWriter writer)
    {
        try
        {
            writer.Dispose();
        }
        catch (IOException)
        {
        }
    }
}
