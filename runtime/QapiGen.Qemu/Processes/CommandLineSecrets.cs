using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.Runtime.Tracing;

namespace QapiGen.Qemu.Processes;

/// <summary>Hides the secrets of a command line from logs and messages, by the names that <see cref="QmpWireLog"/> hides them by.</summary>
/// <remarks>An argument is keyval (<c>secret,id=s0,data=…</c>) or JSON (<c>{"qom-type": "secret", …}</c>), or has JSON in it (<c>file=json:{…}</c>).</remarks>
internal sealed partial class CommandLineSecrets
{
    private const string Mask = "***";

    private static readonly string Names = string.Join('|', QmpWireLog.SecretMembers.Select(Regex.Escape));
    private static readonly Regex Members = Pattern(Names);
    private static readonly Regex MembersOfSecrets = Pattern($"{Names}|data");

    private readonly List<(string Argument, string Masked)> _hidden = [];

    public CommandLineSecrets(IEnumerable<string> arguments)
    {
        foreach (string argument in arguments)
        {
            string masked = MaskArgument(argument);
            if (masked != argument)
            {
                _hidden.Add((argument, masked));
            }

            Arguments.Add(masked);
        }
    }

    /// <summary>The arguments without their secrets.</summary>
    public List<string> Arguments { get; } = [];

    /// <summary>Hides the secrets of arguments that a text repeats, as QEMU does when it says what is wrong with them.</summary>
    public string Hide(string text) => _hidden.Aggregate(text, static (sofar, hidden) => sofar.Replace(hidden.Argument, hidden.Masked, StringComparison.Ordinal));

    private static string MaskArgument(string argument) =>
        (SecretObject().IsMatch(argument) ? MembersOfSecrets : Members).Replace(argument, static match => $"{match.Groups["name"].Value}{Mask}{match.Groups["end"].Value}");

    /// <summary>A member of either form; a comma in a keyval value is written twice.</summary>
    private static Regex Pattern(string names) => new(
        $$"""
        (?<name>"(?:{{names}})"\s*:\s*")(?:[^"\\]|\\.)*(?<end>"?)|(?<name>(?<=^|,)(?:[\w-]+\.)*(?:{{names}})=)(?:,,|[^,])*
        """,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline);

    [GeneratedRegex("""^(?:qom-type=)?secret(?:_keyring)?(?:,|$)|(?:^|,)qom-type=secret|"qom-type"\s*:\s*"secret""", RegexOptions.CultureInvariant)]
    private static partial Regex SecretObject();
}
