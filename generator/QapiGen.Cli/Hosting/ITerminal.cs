using System;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Cli.Hosting;

/// <summary>A terminal that gives keys and takes text with ANSI escape sequences.</summary>
internal interface ITerminal : IDisposable
{
    /// <summary>Columns of a row, at least 1.</summary>
    int Width { get; }

    /// <summary>The next key; null at the end of input.</summary>
    ValueTask<ConsoleKeyInfo?> ReadKeyAsync(CancellationToken cancellationToken);

    /// <summary>Writes at once. Calls must not overlap.</summary>
    void Write(string text);
}
