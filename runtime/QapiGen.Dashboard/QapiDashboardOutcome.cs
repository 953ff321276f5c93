namespace QapiGen.Dashboard;

/// <summary>What came of an action.</summary>
public enum QapiDashboardOutcome
{
    /// <summary>The server did it.</summary>
    Succeeded,

    /// <summary>The server refused.</summary>
    Failed,

    /// <summary>The dashboard refused: the viewer may only look, or the command isn't one of those allowed. Nothing was sent.</summary>
    Refused,

    /// <summary>The server was gone, or went while it was asked; whether it did it isn't known.</summary>
    Unknown,
}
