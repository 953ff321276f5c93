namespace QapiGen.Cli.Files;

/// <summary>What reading a path amounts to.</summary>
internal enum FileNature
{
    /// <summary>A file with an end, or nothing at all.</summary>
    File,

    /// <summary>A pipe: can be read once, and waits for who writes to it.</summary>
    Pipe,

    /// <summary>A device or a socket: may have no end.</summary>
    Device,
}
