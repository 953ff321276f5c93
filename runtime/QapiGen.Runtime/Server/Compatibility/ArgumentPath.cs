using System.Globalization;
using System.Text;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Server.Compatibility;

/// <summary>The way from a command's arguments to a value: <c>children[2].file.size</c> (QMP spec 12).</summary>
internal sealed class ArgumentPath
{
    private readonly ArgumentPath? _parent;
    private readonly string? _member;
    private readonly int _index;

    private ArgumentPath(ArgumentPath? parent, string? member, int index)
    {
        _parent = parent;
        _member = member;
        _index = index;
    }

    /// <summary>The arguments themselves, which have no name.</summary>
    public static ArgumentPath Root { get; } = new(null, null, 0);

    /// <summary>The last member's name; an element of an array has none, and QEMU prints <c>null</c>.</summary>
    public string Leaf => _member ?? "null";

    /// <summary>The whole way.</summary>
    public string Full
    {
        get
        {
            var text = new StringBuilder();
            Append(text);
            return text.ToString();
        }
    }

    public ArgumentPath Member(string name) => new(this, name, 0);

    public ArgumentPath Element(int index) => new(this, null, index);

    private void Append(StringBuilder text)
    {
        if (_parent is null)
        {
            return;
        }

        _parent.Append(text);
        if (_member is null)
        {
            text.Append(CultureInfo.InvariantCulture, $"[{_index}]");
        }
        else
        {
            text.Append(text.Length == 0 ? string.Empty : ".").Append(_member);
        }
    }
}

/// <summary>What is wrong with arguments, in QEMU's words (QMP spec 12).</summary>
/// <param name="Text">The text of the error.</param>
/// <param name="ErrorClass">Its class.</param>
internal sealed record ArgumentFault(string Text, QmpErrorClass ErrorClass = QmpErrorClass.GenericError);
