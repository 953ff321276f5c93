namespace QapiGen.Dashboard.Web;

/// <summary>Where a viewer stands in the log.</summary>
/// <param name="After">The number of the last event that it has; 0 for none.</param>
/// <param name="Note">Why events may be missing before; null if none are.</param>
internal sealed record LivePlace(long After, string? Note);
