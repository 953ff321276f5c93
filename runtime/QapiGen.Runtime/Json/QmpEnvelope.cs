namespace QapiGen.Runtime.Json;

/// <summary>Where the parts of a command stand in its text (QMP spec 8).</summary>
internal struct QmpEnvelope
{
    /// <summary>The command's name with its quotes.</summary>
    public QmpSlice Name;

    /// <summary>The arguments, an object; absent for none.</summary>
    public QmpSlice Arguments;

    /// <summary>The id, any value.</summary>
    public QmpSlice Id;

    /// <summary>Whether the message belongs to the out-of-band lane: <c>exec-oob</c> is there and <c>execute</c> isn't.</summary>
    public bool IsOutOfBand;
}
