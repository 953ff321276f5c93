using System;
using System.Text;
using QapiGen.Cli.Output;

namespace QapiGen.Cli.Shell.Editing;

/// <summary>Draws a prompt and a line over as many rows as they need, and knows where it left the cursor.</summary>
internal sealed class LineView
{
    private int _cursorRow;

    /// <summary>Text that draws the line anew over what was drawn before.</summary>
    /// <param name="prompt">The prompt, may have styles.</param>
    /// <param name="text">The line.</param>
    /// <param name="cursor">Offset of the cursor in the line.</param>
    /// <param name="hint">Shown pale behind the line as far as the row has room; empty for none.</param>
    /// <param name="width">Columns of a row.</param>
    public string Draw(string prompt, string text, int cursor, string hint, int width)
    {
        var output = new StringBuilder(Erase());
        output.Append(prompt).Append(text);
        int promptWidth = TextWidth.Of(prompt);
        int end = promptWidth + TextWidth.Of(text);
        int room = width - 1 - (end % width);
        if (hint.Length > 0 && room > 1)
        {
            string shown = TextWidth.Of(hint) <= room ? hint : hint[..Math.Min(hint.Length, room - 1)] + "…";
            output.Append(Ansi.Paint(shown, AnsiStyle.Dim, enabled: true));
            end += TextWidth.Of(shown);
        }

        // Behind a full row most terminals stay on its last column; a blank makes them go on.
        if (end > 0 && end % width == 0)
        {
            output.Append(" \r");
        }

        MoveCursor(output, end / width, promptWidth + TextWidth.Of(text[..cursor]), width);
        return output.ToString();
    }

    /// <summary>Text that removes what was drawn and leaves the cursor where it began.</summary>
    public string Erase()
    {
        string up = _cursorRow > 0 ? $"\e[{_cursorRow}A" : string.Empty;
        _cursorRow = 0;
        return up + "\r\e[J";
    }

    /// <summary>Forgets what was drawn: the next line begins where the cursor is.</summary>
    public void Leave() => _cursorRow = 0;

    private void MoveCursor(StringBuilder output, int fromRow, int target, int width)
    {
        _cursorRow = target / width;
        if (fromRow > _cursorRow)
        {
            output.Append("\e[").Append(fromRow - _cursorRow).Append('A');
        }

        output.Append('\r');
        if (target % width > 0)
        {
            output.Append("\e[").Append(target % width).Append('C');
        }
    }
}
