using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace QapiGen.Runtime.Diagnostics;

/// <summary>
/// Stands for an exception in a log if what it says would act on the terminal that shows it, or would look like lines of the log: peers choose names of files, commands and jobs, which
/// exceptions repeat.
/// </summary>
/// <remarks>Compiled into each package that logs, so that it is nobody's API.</remarks>
internal sealed class OneLineException : Exception
{
    private readonly string _text;

    private OneLineException(Exception original, string text)
        : base(QmpDiagnostics.OneLine(original.Message), original) => _text = text;

    /// <inheritdoc/>
    public override string? StackTrace => InnerException!.StackTrace;

    /// <summary>The exception that may be logged: the same if nothing is wrong with it.</summary>
    public static Exception? For(Exception? exception)
    {
        if (exception is null)
        {
            return null;
        }

        try
        {
            string text = exception.ToString();
            string safe = Escape(text, exception);
            return ReferenceEquals(safe, text) ? exception : new OneLineException(exception, safe);
        }
#pragma warning disable CA1031 // What an exception says is foreign code. One that can't say it says nothing that would have to be made safe.
        catch (Exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static string Escape(string text, Exception exception)
    {
        // What an exception says of itself is one line; the rest is its own, and has lines.
        string safe = text;
        foreach (string said in Said(exception))
        {
            string line = QmpDiagnostics.OneLine(said);
            safe = ReferenceEquals(line, said) ? safe : safe.Replace(said, line, StringComparison.Ordinal);
        }

        return EscapeLines(safe);
    }

    private static IEnumerable<string> Said(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            yield return e.Message;
            if ((e as FileNotFoundException)?.FileName is { Length: > 0 } file)
            {
                yield return file;
            }

            foreach (Exception inner in (e as AggregateException)?.InnerExceptions ?? (IReadOnlyList<Exception>)[])
            {
                foreach (string said in Said(inner))
                {
                    yield return said;
                }
            }
        }
    }

    private static string EscapeLines(string text)
    {
        StringBuilder? escaped = null;
        int start = 0;
        while (start <= text.Length)
        {
            int end = text.IndexOf('\n', start);
            string line = text[start..(end < 0 ? text.Length : end)];
            string safe = QmpDiagnostics.OneLine(line.TrimEnd('\r'));
            if (escaped is not null || !line.StartsWith(safe, StringComparison.Ordinal))
            {
                escaped ??= new StringBuilder(text, 0, start, text.Length + 16);
                escaped.Append(safe).Append(end < 0 ? "" : "\n");
            }

            start = end < 0 ? text.Length + 1 : end + 1;
        }

        return escaped?.ToString() ?? text;
    }
}
