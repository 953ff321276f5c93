using System;

namespace QapiGen.Cli;

/// <summary>The call or its environment is wrong, so that the tool ends with <see cref="ExitCodes.Failure"/>.</summary>
internal sealed class CallException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, for people.</param>
    /// <param name="hint">What would mend it, a sentence; or null.</param>
    public CallException(string message, string? hint = null)
        : base(message) => Hint = hint;

    /// <summary>What would mend it, or null.</summary>
    public string? Hint { get; }
}
