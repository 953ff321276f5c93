using System;
using System.Collections.Generic;
using System.IO.Enumeration;
using System.Linq;

namespace QapiGen.Runtime.Server;

/// <summary>Who may run which commands: rules in order, of which the first that fits decides. What no rule fits is refused.</summary>
/// <remarks>
/// A refused command is answered as a disabled one (<c>CommandNotFound</c>, QMP spec 8, step 6) and isn't listed by <c>query-commands</c>;
/// <c>query-qmp-schema</c> describes it all the same. Negotiation is open to all.
/// </remarks>
/// <example>
/// <code>
/// Authorization = new QmpAuthorization()
///     .Allow("*", caller => caller.Credentials?.UserId == 0)
///     .Allow("query-*")
/// </code>
/// </example>
public sealed class QmpAuthorization
{
    private readonly List<Rule> _rules = [];
    private readonly List<QmpAuthorization> _others = [];

    /// <summary>Adds a rule that allows.</summary>
    /// <param name="commands">Names with <c>*</c> and <c>?</c>, several with semicolons between: <c>query-*;job-pause</c>.</param>
    /// <param name="who">Whom; null for everybody. Runs for each such command, so it should be quick. What it throws refuses.</param>
    /// <returns>This.</returns>
    public QmpAuthorization Allow(string commands, Func<QmpCaller, bool>? who = null) => Add(commands, who, allows: true);

    /// <summary>Adds a rule that refuses; parameters as for <see cref="Allow"/>.</summary>
    /// <returns>This.</returns>
    public QmpAuthorization Deny(string commands, Func<QmpCaller, bool>? who = null) => Add(commands, who, allows: false);

    /// <summary>These rules and others: both have to allow a command, so that neither takes back what the other refuses.</summary>
    /// <param name="other">The others; rules that it gets afterwards count, too.</param>
    /// <returns>Both; further rules of its own come after these.</returns>
    public QmpAuthorization And(QmpAuthorization other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var both = new QmpAuthorization();
        both._rules.AddRange(_rules);
        both._others.AddRange([.. _others, other]);
        return both;
    }

    /// <summary>The first pattern of a rule that fits none of some commands: it is mistyped, and would protect nothing. A service refuses such rules.</summary>
    /// <param name="commands">Names of commands.</param>
    /// <returns>Null if all fit.</returns>
    public string? FindUnmatched(IReadOnlyCollection<string> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        return _rules.Select(rule => FindUnmatched(rule.Commands, commands)).Concat(_others.Select(other => other.FindUnmatched(commands)))
            .FirstOrDefault(static pattern => pattern is not null);
    }

    /// <summary>The same rules without the patterns that fit none of some commands: for rules that services of several schemas share.</summary>
    /// <param name="commands">Names of the commands of one service.</param>
    public QmpAuthorization LimitTo(IReadOnlyCollection<string> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        var limited = new QmpAuthorization();
        foreach (Rule rule in _rules)
        {
            string kept = string.Join(';', Split(rule.Commands).Where(pattern => commands.Any(name => IsMatch(pattern, name))));
            if (kept.Length != 0)
            {
                limited._rules.Add(rule with { Commands = kept });
            }
        }

        limited._others.AddRange(_others.Select(other => other.LimitTo(commands)));
        return limited;
    }

    /// <summary>The first of several patterns that fits none of some commands.</summary>
    /// <returns>The text itself if there is no pattern in it; null if all fit.</returns>
    internal static string? FindUnmatched(string patterns, IReadOnlyCollection<string> commands) =>
        Split(patterns) is { Length: > 0 } all ? Array.Find(all, pattern => !commands.Any(name => IsMatch(pattern, name))) : patterns;

    /// <summary>Whether a name is one of those in a text of patterns.</summary>
    internal static bool IsMatch(string patterns, string name)
    {
        foreach (string pattern in Split(patterns))
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The rules that a command can meet, in order, up to the first that decides for everybody; several such lists if all of them have to allow it.</summary>
    internal Rule[][] For(string command) => [OwnFor(command), .. _others.SelectMany(other => other.For(command))];

    private Rule[] OwnFor(string command)
    {
        var rules = new List<Rule>();
        foreach (Rule rule in _rules)
        {
            if (IsMatch(rule.Commands, command))
            {
                rules.Add(rule);
                if (rule.Who is null)
                {
                    break;
                }
            }
        }

        return [.. rules];
    }

    private static string[] Split(string patterns) => patterns.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private QmpAuthorization Add(string commands, Func<QmpCaller, bool>? who, bool allows)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(commands);
        _rules.Add(new Rule(commands, who, allows));
        return this;
    }

    internal sealed record Rule(string Commands, Func<QmpCaller, bool>? Who, bool Allows);
}
