using System.Collections.Generic;

namespace QapiGen.Runtime.Wire;

/// <summary>A text that no compiled-in schema knows, and the number that stands for it.</summary>
/// <param name="text">The text.</param>
/// <param name="number">Negative; never given to another text.</param>
internal sealed class UnknownText(string text, int number)
{
    public string Text { get; } = text;

    public int Number { get; } = number;

    /// <summary>How many open connections have brought it.</summary>
    public int Keepers { get; set; }

    /// <summary>Its place among those that may be forgotten; null while a connection keeps it.</summary>
    public LinkedListNode<UnknownText>? Idle { get; set; }
}
