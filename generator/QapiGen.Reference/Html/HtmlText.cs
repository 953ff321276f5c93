using System.Text;
using QapiGen.Schema.Text;

namespace QapiGen.Reference.Html;

/// <summary>Writes HTML; text never becomes mark-up.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new(64 * 1024);

    /// <summary>Adds mark-up of our own.</summary>
    public HtmlText Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>Adds text, for content or a quoted attribute. What can't be seen is shown as an escape.</summary>
    public HtmlText Text(string text)
    {
        string safe = SafeText.EscapeLines(text);
        int start = 0;
        for (int i = 0; i < safe.Length; i++)
        {
            string? escaped = safe[i] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                _ => null,
            };
            if (escaped is not null)
            {
                _text.Append(safe, start, i - start).Append(escaped);
                start = i + 1;
            }
        }

        _text.Append(safe, start, safe.Length - start);
        return this;
    }

    /// <summary>The page as UTF-8.</summary>
    public byte[] ToUtf8()
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(_text.Length)];
        int length = 0;
        Encoder encoder = Encoding.UTF8.GetEncoder();
        foreach (System.ReadOnlyMemory<char> chunk in _text.GetChunks())
        {
            length += encoder.GetBytes(chunk.Span, System.MemoryExtensions.AsSpan(bytes, length), flush: false);
        }

        length += encoder.GetBytes([], System.MemoryExtensions.AsSpan(bytes, length), flush: true);
        return bytes[..length];
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
