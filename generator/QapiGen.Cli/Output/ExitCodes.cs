using System;
using System.Reflection;

namespace QapiGen.Cli.Output;

/// <summary>What the tool ends with.</summary>
internal static class ExitCodes
{
    /// <summary>Everything is fine.</summary>
    public const int Success = 0;

    /// <summary>Faults in a schema, breaking changes, or an error that the server answered.</summary>
    public const int Findings = 1;

    /// <summary>The call or its environment is wrong: unknown option, unreadable file, no connection.</summary>
    public const int Failure = 2;
}

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

/// <summary>Version of the tool, as reports and help name it.</summary>
internal static class ToolVersion
{
    /// <summary>As in the package, without what follows a plus sign.</summary>
    public static string Text { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
