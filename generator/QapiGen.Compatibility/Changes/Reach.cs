using System.Collections.Generic;
using QapiGen.Compatibility.Findings;

namespace QapiGen.Compatibility.Changes;

/// <summary>How an element is reached: which way values go, and from where.</summary>
internal sealed class Reach
{
    /// <summary>Makes a reach from one command or event.</summary>
    public static Reach From(string root, Direction direction, bool isUnstable, bool isDeprecated) => new()
    {
        Directions = direction,
        Roots = new List<string> { root },
        IsStable = !isUnstable,
        IsCurrent = !isDeprecated,
        IsFirm = !isUnstable && !isDeprecated,
        IsCheckedByOld = true,
        IsCheckedByNew = true,
    };

    /// <summary>Which way the values go.</summary>
    public Direction Directions { get; set; }

    /// <summary>Commands and events, in schema order.</summary>
    public List<string> Roots { get; set; } = new();

    /// <summary>Whether some way to it passes nothing unstable.</summary>
    public bool IsStable { get; set; }

    /// <summary>Whether some way to it passes nothing that was deprecated.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>Whether some way to it passes neither: two ways may be stable and current, each but one of it.</summary>
    public bool IsFirm { get; set; }

    /// <summary>Whether some old command that reaches it checks its arguments by the schema (spec W-21).</summary>
    public bool IsCheckedByOld { get; set; }

    /// <summary>Whether some new command that reaches it checks its arguments by the schema.</summary>
    public bool IsCheckedByNew { get; set; }

    /// <summary>Whether arguments hold it.</summary>
    public bool IsSent => (Directions & Direction.Send) != 0;

    /// <summary>Whether results or events hold it.</summary>
    public bool IsReceived => (Directions & Direction.Receive) != 0;
}
