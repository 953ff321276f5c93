using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace QapiGen.TestSupport;

/// <summary>A program that runs beside a test, with a folder of its own; both are gone when it is disposed.</summary>
public sealed class OptionalProcess : IAsyncDisposable
{
    private readonly StringBuilder _errors = new();
    private Process? _process;

    /// <summary>Makes the folder.</summary>
    public OptionalProcess() => Folder = Directory.CreateTempSubdirectory("qapigen-").FullName;

    /// <summary>A folder for sockets and images.</summary>
    public string Folder { get; }

    /// <summary>What the program has written to its standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>A path in the folder.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Starts the program.</summary>
    public void Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(OptionalPrograms.Find(program) ?? program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Waits until the program has ended by itself.</summary>
    public Task WaitForExitAsync() => _process?.WaitForExitAsync() ?? Task.CompletedTask;

    /// <summary>Ends the program at once.</summary>
    public void Kill() => _process?.Kill();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill();
        }

        if (_process is not null)
        {
            await _process.WaitForExitAsync().ConfigureAwait(false);
            _process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private void Note(string? line)
    {
        lock (_errors)
        {
            _errors.AppendLine(line);
        }
    }
}
