namespace QapiGen.Runtime.Json;

/// <summary>A part of a message's text.</summary>
/// <param name="Start">Position of its first byte.</param>
/// <param name="Length">Bytes; 0 means that the part isn't there.</param>
internal readonly record struct QmpSlice(int Start, int Length)
{
    public bool IsPresent => Length != 0;
}
