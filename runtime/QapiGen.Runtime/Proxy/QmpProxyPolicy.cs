using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace QapiGen.Runtime.Proxy;

/// <summary>Which commands pass: those that match a pattern of <see cref="Allow"/> and none of <see cref="Deny"/>.</summary>
/// <remarks>
/// A pattern is a command's name, in which <c>*</c> stands for any number of characters. A refused command gets the reply of a server that
/// doesn't have it (QMP spec 8), and isn't in what <c>query-commands</c> and <c>query-qmp-schema</c> list, so that clients that cope with old servers
/// cope with it. <c>qmp_capabilities</c> is always the proxy's own.
/// <para>
/// What is denied is denied as an action of <c>transaction</c>, too; who is allowed <c>transaction</c> by a pattern, and denied nothing, has all its actions. Under any
/// policy but <see cref="Everything"/> <c>object-add</c> makes no monitors (<c>monitor-*</c>, from QEMU 11.1), which would be outside of it. The monitor for people is
/// a way around that can't be closed but as a whole: see <see cref="Detours"/>.
/// </para>
/// </remarks>
public sealed class QmpProxyPolicy
{
    private const string MonitorForPeople = "human-monitor-command";

    private readonly byte[][] _allow;
    private readonly byte[][] _deny;

    /// <summary>Makes a policy.</summary>
    /// <param name="allow">Patterns of what passes; null or none for everything.</param>
    /// <param name="deny">Patterns of what doesn't, all the same; null for none.</param>
    public QmpProxyPolicy(IEnumerable<string>? allow = null, IEnumerable<string>? deny = null)
    {
        Allow = [.. allow ?? []];
        Deny = [.. deny ?? []];
        _allow = [.. Allow.Select(Encoding.UTF8.GetBytes)];
        _deny = [.. Deny.Select(Encoding.UTF8.GetBytes)];
        Detours = Deny.Count > 0 && Allows(MonitorForPeople) ? [MonitorForPeople] : [];
    }

    /// <summary>All commands.</summary>
    public static QmpProxyPolicy Everything { get; } = new();

    /// <summary>Patterns of the commands of QEMU that only look.</summary>
    public static IReadOnlyList<string> ReadOnlyCommands { get; } =
    [
        "query-*", "qom-get", "qom-list", "qom-list-get", "qom-list-types", "qom-list-properties", "device-list-properties",
    ];

    /// <summary>Only what looks: <see cref="ReadOnlyCommands"/>.</summary>
    public static QmpProxyPolicy ReadOnly { get; } = new(ReadOnlyCommands);

    /// <summary>Patterns of what passes; none means everything.</summary>
    public IReadOnlyList<string> Allow { get; }

    /// <summary>Patterns of what doesn't pass.</summary>
    public IReadOnlyList<string> Deny { get; }

    /// <summary>
    /// Commands that pass although something is denied, and by which most of that can be done all the same: <c>human-monitor-command</c>. A proxy warns of
    /// them when it starts. Deny them, too.
    /// </summary>
    public IReadOnlyList<string> Detours { get; }

    /// <summary>Whether a command passes.</summary>
    public bool Allows(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Allows(Encoding.UTF8.GetBytes(command));
    }

    internal bool AllowsEverything => _allow.Length == 0 && _deny.Length == 0;

    internal bool Allows(ReadOnlySpan<byte> command) => (_allow.Length == 0 || MatchesAny(_allow, command)) && !MatchesAny(_deny, command);

    internal bool Denies(string command) => MatchesAny(_deny, Encoding.UTF8.GetBytes(command));

    private static bool MatchesAny(byte[][] patterns, ReadOnlySpan<byte> name)
    {
        foreach (byte[] pattern in patterns)
        {
            if (Matches(pattern, name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name)
    {
        int star = pattern.IndexOf((byte)'*');
        if (star < 0)
        {
            return pattern.SequenceEqual(name);
        }

        if (!name.StartsWith(pattern[..star]))
        {
            return false;
        }

        pattern = pattern[(star + 1)..];
        name = name[star..];
        while (true)
        {
            star = pattern.IndexOf((byte)'*');
            if (star < 0)
            {
                return name.EndsWith(pattern);
            }

            // The first place is the best one: what follows then has the most to choose from.
            int place = name.IndexOf(pattern[..star]);
            if (place < 0)
            {
                return false;
            }

            name = name[(place + star)..];
            pattern = pattern[(star + 1)..];
        }
    }
}
