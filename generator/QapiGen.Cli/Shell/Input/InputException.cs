using System;

namespace QapiGen.Cli.Shell.Input;

/// <summary>A line that can't be sent as it is.</summary>
internal sealed class InputException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="hint">What would mend it, or null.</param>
    public InputException(string message, string? hint = null)
        : base(message) => Hint = hint;

    /// <summary>What would mend it, or null.</summary>
    public string? Hint { get; }
}
