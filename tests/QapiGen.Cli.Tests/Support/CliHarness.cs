using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Runtime.Transport;

namespace QapiGen.Cli.Tests.Support;

/// <summary>Runs command lines in this process.</summary>
internal sealed class CliHarness
{
    /// <summary>The files, unless <see cref="RealFiles"/> is set.</summary>
    public MemoryFileSystem Files { get; } = new();

    /// <summary>The machine's own files, for tests on QEMU's schemas.</summary>
    public IFileSystem? RealFiles { get; init; }

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public bool Colors { get; init; }

    public string Input { get; init; } = string.Empty;

    public Func<ITerminal>? OpenTerminal { get; init; }

    public Func<QmpAddress, CancellationToken, ValueTask<IQmpTransport>> Connect { get; init; } =
        (address, cancellationToken) => QmpTransports.ConnectAsync(address, null, cancellationToken);

    /// <summary>Answers for <c>dotnet</c>.</summary>
    public Func<IReadOnlyList<string>, ProcessResult> RunDotnet { get; set; } = static arguments => throw new InvalidOperationException(string.Join(' ', arguments));

    public TimeSpan GreetingWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Makes the writer of results.</summary>
    public Func<StringWriter> MakeOutput { get; init; } = () => new StringWriter();

    /// <summary>Makes the writer of diagnostics.</summary>
    public Func<StringWriter> MakeError { get; init; } = () => new StringWriter();

    public async Task<CliResult> RunAsync(params string[] args)
    {
        using StringWriter output = MakeOutput();
        output.NewLine = "\n";
        using StringWriter error = MakeError();
        error.NewLine = "\n";
        using var input = new StringReader(Input);
        var environment = new CliEnvironment
        {
            Output = output,
            Error = error,
            Input = input,
            Files = RealFiles ?? Files,
            GetVariable = name => Variables.GetValueOrDefault(name),
            ColorsOutput = Colors,
            ColorsError = Colors,
            OutputIsTerminal = OpenTerminal is not null,
            OpenTerminal = OpenTerminal,
            Connect = Connect,
            GreetingWait = GreetingWait,
            CompletionWait = TimeSpan.FromMinutes(5),
            RunDotnet = (arguments, _) => Task.FromResult(RunDotnet(arguments)),
        };
        int exitCode = await CliApplication.RunAsync(args, environment);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }
}
