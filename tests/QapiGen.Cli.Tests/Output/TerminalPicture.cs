using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using QapiGen.Cli.Tests.Support;

namespace QapiGen.Cli.Tests.Output;

/// <summary>Draws what a terminal shows, for a page: SVG, which is text, so that a change of what the tool says shows in review.</summary>
internal static class TerminalPicture
{
    private const double CellWidth = 8.4;
    private const int CellHeight = 19;
    private const int Margin = 16;

    // Of sequences as the tool writes them; readable on the ground below.
    private static readonly Dictionary<int, string> s_styles = new()
    {
        [1] = "font-weight=\"bold\"",
        [2] = "fill=\"#8b949e\"",
        [31] = "fill=\"#ff7b72\"",
        [32] = "fill=\"#7ee787\"",
        [33] = "fill=\"#e3b341\"",
        [34] = "fill=\"#79c0ff\"",
        [35] = "fill=\"#d2a8ff\"",
        [36] = "fill=\"#56d4dd\"",
    };

    /// <summary>The picture of a screen.</summary>
    /// <param name="terminal">The screen.</param>
    /// <param name="title">What it shows, for those who can't see it.</param>
    public static string Draw(VirtualTerminal terminal, string title)
    {
        IReadOnlyList<IReadOnlyList<(string Text, int Style)>> rows = terminal.StyledRows;
        double width = (2 * Margin) + (terminal.Width * CellWidth);
        int height = (2 * Margin) + (rows.Count * CellHeight);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.#} {height}\" width=\"{width:0.#}\" role=\"img\" ");
        svg.Append(CultureInfo.InvariantCulture, $"font-family=\"ui-monospace, 'DejaVu Sans Mono', Consolas, monospace\" font-size=\"14\" fill=\"#e6edf3\">\n<title>{Escape(title)}</title>\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n");
        for (int row = 0; row < rows.Count; row++)
        {
            int column = 0;
            foreach ((string text, int style) in rows[row])
            {
                DrawRun(svg, row, column, text, style);
                column += text.Length;
            }
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>A run of one style stands where its cells are, and is as wide, whatever font there is.</summary>
    private static void DrawRun(StringBuilder svg, int row, int column, string text, int style)
    {
        string word = text.TrimStart(' ');
        if (word.Length == 0)
        {
            return;
        }

        double x = Margin + ((column + text.Length - word.Length) * CellWidth);
        int y = Margin + (row * CellHeight) + 14;
        string painted = s_styles.TryGetValue(style, out string? attribute) ? attribute + " " : "";
        word = word.TrimEnd(' ');
        svg.Append(CultureInfo.InvariantCulture, $"<text {painted}x=\"{x:0.#}\" y=\"{y}\" textLength=\"{word.Length * CellWidth:0.#}\" xml:space=\"preserve\">{Escape(word)}</text>\n");
    }

    private static string Escape(string text) => string.Concat(text.Select(static letter => letter switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => letter.ToString(),
    }));
}
