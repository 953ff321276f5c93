using System;
using System.Collections.Generic;

namespace QapiGen.Runtime.Server.Compatibility;

/// <summary>How a server treats what the schema marks <c>deprecated</c> or <c>unstable</c>, so that clients can be tested against the future (QMP spec 15).</summary>
/// <remarks>Anything but the default makes every command and event slower, since arguments and results are then checked member by member.</remarks>
public sealed record QmpCompatibilityPolicy
{
    internal const string Deprecated = "deprecated";
    internal const string Unstable = "unstable";

    /// <summary>Accepts and shows everything.</summary>
    public static QmpCompatibilityPolicy Default { get; } = new();

    /// <summary>Deprecated commands, arguments and values from clients.</summary>
    public QmpInputPolicy DeprecatedInput { get; init; }

    /// <summary>Unstable commands, arguments and values from clients.</summary>
    public QmpInputPolicy UnstableInput { get; init; }

    /// <summary>Deprecated events and members to clients.</summary>
    public QmpOutputPolicy DeprecatedOutput { get; init; }

    /// <summary>Unstable events and members to clients.</summary>
    public QmpOutputPolicy UnstableOutput { get; init; }

    internal bool ChecksInput => DeprecatedInput != QmpInputPolicy.Accept || UnstableInput != QmpInputPolicy.Accept;

    internal bool ChecksOutput => DeprecatedOutput != QmpOutputPolicy.Accept || UnstableOutput != QmpOutputPolicy.Accept;

    /// <summary>Reads the notation of QEMU's option: <c>deprecated-input=reject,unstable-output=hide</c>.</summary>
    /// <exception cref="FormatException">A name or value isn't known.</exception>
    public static QmpCompatibilityPolicy Parse(string text)
    {
        QmpCompatibilityPolicy policy = Default;
        foreach (string setting in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            policy = setting.Split('=') switch
            {
                ["deprecated-input", string value] => policy with { DeprecatedInput = ParseValue<QmpInputPolicy>(value) },
                ["unstable-input", string value] => policy with { UnstableInput = ParseValue<QmpInputPolicy>(value) },
                ["deprecated-output", string value] => policy with { DeprecatedOutput = ParseValue<QmpOutputPolicy>(value) },
                ["unstable-output", string value] => policy with { UnstableOutput = ParseValue<QmpOutputPolicy>(value) },
                _ => throw new FormatException($"'{setting}' is not a setting of a compatibility policy"),
            };
        }

        return policy;
    }

    /// <summary>The mark that is refused on input, <c>Deprecated</c> first; null if none is.</summary>
    internal string? RefusedMark(IReadOnlyList<string> features)
    {
        if (features.Count == 0)
        {
            return null;
        }

        return Refuses(features, Deprecated, DeprecatedInput) ? "Deprecated"
            : Refuses(features, Unstable, UnstableInput) ? "Unstable"
            : null;
    }

    internal bool Hides(IReadOnlyList<string> features) =>
        features.Count != 0
        && ((DeprecatedOutput == QmpOutputPolicy.Hide && Has(features, Deprecated))
            || (UnstableOutput == QmpOutputPolicy.Hide && Has(features, Unstable)));

    private static bool Refuses(IReadOnlyList<string> features, string mark, QmpInputPolicy policy)
    {
        if (policy == QmpInputPolicy.Accept || !Has(features, mark))
        {
            return false;
        }

        if (policy == QmpInputPolicy.Crash)
        {
            Environment.FailFast($"A client used something {mark}, and the compatibility policy says to end the process");
        }

        return true;
    }

    private static bool Has(IReadOnlyList<string> features, string mark)
    {
        for (int i = 0; i < features.Count; i++)
        {
            if (features[i] == mark)
            {
                return true;
            }
        }

        return false;
    }

    private static T ParseValue<T>(string value)
        where T : struct, Enum =>
        Enum.TryParse(value, ignoreCase: true, out T parsed) ? parsed : throw new FormatException($"'{value}' is not a value of a compatibility policy");
}

/// <summary>What a server does with a command, argument or value that is marked (QMP spec 15).</summary>
public enum QmpInputPolicy
{
    /// <summary>Takes it.</summary>
    Accept,

    /// <summary>Answers with an error.</summary>
    Reject,

    /// <summary>Ends the process, so that a test of a client can't overlook it.</summary>
    Crash,
}

/// <summary>What a server does with an event or member that is marked (QMP spec 15).</summary>
public enum QmpOutputPolicy
{
    /// <summary>Sends it.</summary>
    Accept,

    /// <summary>Leaves it out.</summary>
    Hide,
}
