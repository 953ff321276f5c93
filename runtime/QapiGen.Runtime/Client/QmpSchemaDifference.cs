namespace QapiGen.Runtime.Client;

/// <summary>One thing that a live server lacks.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Where: command or event, then member names, then the value: <c>job-change.id</c>, <c>blockdev-add.driver=luks</c>.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record QmpSchemaDifference(QmpSchemaDifferenceKind Kind, string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}
