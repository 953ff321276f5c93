using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Cli.Tests.Support;

/// <summary>A writer whose lines can be waited for.</summary>
internal sealed class HeardWriter : StringWriter
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override void Write(char value) => Tell(() => base.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Tell(() => base.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Tell(() => base.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + CoreNewLine[0]);

    /// <inheritdoc/>
    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <summary>Waits for a whole line with a text in it.</summary>
    public async Task<string> HearAsync(string text)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (ToString().Split('\n')[..^1].FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
                {
                    return found;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(120));
        }
    }

    private void Tell(Action write)
    {
        lock (_gate)
        {
            write();
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
