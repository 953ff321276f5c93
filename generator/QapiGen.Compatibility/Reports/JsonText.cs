using System.Globalization;
using System.Text;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Reports;

/// <summary>Builds JSON text, indented by two blanks a level.</summary>
internal sealed class JsonText
{
    private readonly StringBuilder _text = new();
    private int _level;
    private bool _isFirst = true;

    /// <summary>Begins an object, as member <paramref name="name"/> or as an element.</summary>
    public JsonText BeginObject(string? name = null) => Begin(name, '{');

    /// <summary>Ends the object.</summary>
    public JsonText EndObject() => End('}');

    /// <summary>Begins an array, as member <paramref name="name"/> or as an element.</summary>
    public JsonText BeginArray(string? name = null) => Begin(name, '[');

    /// <summary>Ends the array.</summary>
    public JsonText EndArray() => End(']');

    /// <summary>Writes a string, or null.</summary>
    public JsonText String(string? name, string? value)
    {
        Prefix(name);
        if (value is null)
        {
            _text.Append("null");
        }
        else
        {
            Quote(value);
        }

        return this;
    }

    /// <summary>Writes a truth value.</summary>
    public JsonText Boolean(string? name, bool value)
    {
        Prefix(name);
        _text.Append(value ? "true" : "false");
        return this;
    }

    /// <summary>Writes a number.</summary>
    public JsonText Number(string? name, int value)
    {
        Prefix(name);
        _text.Append(value.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Writes an array of strings on one line.</summary>
    public JsonText Strings(string name, System.Collections.Generic.IEnumerable<string> values)
    {
        Prefix(name);
        _text.Append('[');
        string separator = string.Empty;
        foreach (string value in values)
        {
            _text.Append(separator);
            Quote(value);
            separator = ", ";
        }

        _text.Append(']');
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private JsonText Begin(string? name, char bracket)
    {
        Prefix(name);
        _text.Append(bracket);
        _level++;
        _isFirst = true;
        return this;
    }

    private JsonText End(char bracket)
    {
        _level--;
        if (!_isFirst)
        {
            NewLine();
        }

        _text.Append(bracket);
        _isFirst = false;
        return this;
    }

    private void Prefix(string? name)
    {
        if (!_isFirst)
        {
            _text.Append(',');
        }

        _isFirst = false;
        if (_level > 0)
        {
            NewLine();
        }

        if (name is not null)
        {
            Quote(name);
            _text.Append(": ");
        }
    }

    private void NewLine() => _text.Append('\n').Append(' ', _level * 2);

    private void Quote(string value) => _text.Append('"').AppendJson(value).Append('"');
}
