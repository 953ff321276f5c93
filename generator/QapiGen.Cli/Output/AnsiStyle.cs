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

/// <summary>ANSI escape sequences for text that may be coloured.</summary>
internal static class Ansi
{
    /// <summary>Wraps a text in a style; returns it as it is when <paramref name="enabled"/> is false.</summary>
    public static string Paint(string text, AnsiStyle style, bool enabled) =>
        enabled && style != AnsiStyle.Plain ? Start(style) + text + Reset : text;

    /// <summary>Ends every style.</summary>
    public const string Reset = "\e[0m";

    /// <summary>Starts a style.</summary>
    public static string Start(AnsiStyle style) => style switch
    {
        AnsiStyle.Bold => "\e[1m",
        AnsiStyle.Dim => "\e[2m",
        AnsiStyle.Red => "\e[31m",
        AnsiStyle.Green => "\e[32m",
        AnsiStyle.Yellow => "\e[33m",
        AnsiStyle.Blue => "\e[34m",
        AnsiStyle.Magenta => "\e[35m",
        AnsiStyle.Cyan => "\e[36m",
        _ => string.Empty,
    };
}
