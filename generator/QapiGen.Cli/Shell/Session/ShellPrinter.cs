using System;
using System.Globalization;
using System.Text;
using System.Text.Json;
using QapiGen.Cli.Output;
using QapiGen.Cli.Shell.Input;
using QapiGen.Runtime.Messages;

namespace QapiGen.Cli.Shell.Session;

/// <summary>Words and colours of results, errors and events. What comes from the server is made safe to print.</summary>
internal sealed class ShellPrinter
{
    /// <summary>Bytes that are shown of data that can't be read.</summary>
    private const int MaxFaultyBytes = 200;

    private readonly bool _colors;

    /// <summary>Makes a printer.</summary>
    public ShellPrinter(bool colors) => _colors = colors;

    /// <summary>A result, over as many lines as it needs.</summary>
    public string Result(JsonElement result, int width) => new JsonPrinter(width, _colors).Print(result);

    /// <summary>An error that the server answered, and what may be the reason.</summary>
    public string Error(QmpErrorException error, string? hint = null) =>
        $"{Ansi.Paint("error", AnsiStyle.Red, _colors)}: {TerminalText.Escape(error.ErrorClassName)}: {TerminalText.Escape(error.Description)}{(hint is null ? string.Empty : "\n" + hint)}";

    /// <summary>A fault on this side.</summary>
    public string Fault(string message, string? hint = null) =>
        $"{Ansi.Paint("error", AnsiStyle.Red, _colors)}: {message}{(hint is null ? string.Empty : "\n" + hint)}";

    /// <inheritdoc cref="Fault(string, string?)"/>
    public string Fault(InputException exception) => Fault(exception.Message, exception.Hint);

    /// <summary>An event, on one line.</summary>
    public string Event(QmpEvent data)
    {
        if (data is QmpEventGap gap)
        {
            string count = gap.Dropped?.ToString(CultureInfo.InvariantCulture) ?? "some";
            return Ansi.Paint($"({count} events missed)", AnsiStyle.Yellow, _colors);
        }

        var raw = (RawQmpEvent)data;
        string name = Ansi.Paint(TerminalText.Escape(raw.Name), AnsiStyle.Cyan, _colors);
        string body = raw.Data.ValueKind == JsonValueKind.Undefined ? string.Empty : " " + new JsonPrinter(int.MaxValue, _colors).Print(raw.Data);
        string fault = raw.Fault is null ? string.Empty
            : $" {Ansi.Paint($"({TerminalText.Escape(raw.Fault)})", AnsiStyle.Yellow, _colors)} {TerminalText.Escape(Cut(raw.Bytes.Span))}";
        return $"{Ansi.Paint(Time(data), AnsiStyle.Dim, _colors)} {name}{(body.Length > 0 ? body : fault)}";
    }

    private static string Cut(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxFaultyBytes)]) + (bytes.Length > MaxFaultyBytes ? "…" : string.Empty);

    private static string Time(QmpEvent data) =>
        data.Timestamp?.ToDateTimeOffset() is { } time
            ? time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)
            : "--:--:--.---";
}
