namespace QapiGen.Cli.Output;

/// <summary>A colour or weight of text on a terminal.</summary>
internal enum AnsiStyle
{
    /// <summary>As the terminal has it.</summary>
    Plain,

    /// <summary>Strong.</summary>
    Bold,

    /// <summary>Pale.</summary>
    Dim,

    /// <summary>Red: errors.</summary>
    Red,

    /// <summary>Green: strings.</summary>
    Green,

    /// <summary>Yellow: warnings, numbers.</summary>
    Yellow,

    /// <summary>Blue: member names.</summary>
    Blue,

    /// <summary>Magenta: keywords.</summary>
    Magenta,

    /// <summary>Cyan: events.</summary>
    Cyan,
}
