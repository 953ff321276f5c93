using System.IO;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Output;

/// <summary>Writes findings as MSBuild and editors recognise them: <c>path(line,column): error QAPI1004: text</c>.</summary>
internal sealed class DiagnosticWriter
{
    private readonly TextWriter _writer;
    private readonly bool _colors;

    /// <summary>Makes a writer.</summary>
    public DiagnosticWriter(TextWriter writer, bool colors)
    {
        _writer = writer;
        _colors = colors;
    }

    /// <summary>Number of errors written.</summary>
    public int Errors { get; private set; }

    /// <summary>Number of warnings written.</summary>
    public int Warnings { get; private set; }

    /// <summary>Writes one finding, its related places and its include chain as further lines.</summary>
    /// <param name="diagnostic">The finding.</param>
    /// <param name="root">Path of the root, for a finding without a place.</param>
    /// <param name="label">What follows the message.</param>
    public void Write(SchemaDiagnostic diagnostic, string root, string label = "")
    {
        Count(diagnostic.Severity);
        string place = diagnostic.Location is null ? TerminalText.Escape(root) : Format(diagnostic.Location);
        _writer.WriteLine($"{place}: {Name(diagnostic.Severity)} {diagnostic.Rule.Id}: {diagnostic.Message}{TerminalText.Escape(label)}");
        foreach (RelatedLocation related in diagnostic.Related)
        {
            _writer.WriteLine($"    {Format(related.Location)}: {TerminalText.Escape(related.Message)}");
        }

        foreach (SchemaLocation include in diagnostic.IncludeChain)
        {
            _writer.WriteLine(Ansi.Paint($"    included from {Format(include)}", AnsiStyle.Dim, _colors));
        }
    }

    /// <summary>A place as <c>path(line,column)</c>.</summary>
    public static string Format(SchemaLocation location)
    {
        LinePosition position = location.Position;
        return $"{TerminalText.Escape(location.File.Path)}({position.Line},{position.Column})";
    }

    private void Count(SchemaSeverity severity)
    {
        if (severity == SchemaSeverity.Error)
        {
            Errors++;
        }
        else if (severity == SchemaSeverity.Warning)
        {
            Warnings++;
        }
    }

    private string Name(SchemaSeverity severity) => severity switch
    {
        SchemaSeverity.Error => Ansi.Paint("error", AnsiStyle.Red, _colors),
        SchemaSeverity.Warning => Ansi.Paint("warning", AnsiStyle.Yellow, _colors),
        _ => "info",
    };
}
