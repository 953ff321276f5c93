using System;
using System.Collections.Generic;
using System.IO.Enumeration;

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

    /// <summary>Adds a rule that allows.</summary>
    /// <param name="commands">Names with <c>*</c> and <c>?</c>, several with semicolons between: <c>query-*;job-pause</c>.</param>
    /// <param name="who">Whom; null for everybody. Runs for each such command, so it should be quick. What it throws refuses.</param>
    /// <returns>This.</returns>
    public QmpAuthorization Allow(string commands, Func<QmpCaller, bool>? who = null) => Add(commands, who, allows: true);

    /// <summary>Adds a rule that refuses; parameters as for <see cref="Allow"/>.</summary>
    /// <returns>This.</returns>
    public QmpAuthorization Deny(string commands, Func<QmpCaller, bool>? who = null) => Add(commands, who, allows: false);

    /// <summary>Whether a name is one of those in a text of patterns.</summary>
    internal static bool IsMatch(string patterns, string name)
    {
        foreach (string pattern in patterns.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The rules that a command can meet, in order, up to the first that decides for everybody.</summary>
    internal Rule[] For(string command)
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

    private QmpAuthorization Add(string commands, Func<QmpCaller, bool>? who, bool allows)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(commands);
        _rules.Add(new Rule(commands, who, allows));
        return this;
    }

    internal sealed record Rule(string Commands, Func<QmpCaller, bool>? Who, bool Allows);
}
