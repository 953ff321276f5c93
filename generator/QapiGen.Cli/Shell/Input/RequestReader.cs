using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using QapiGen.Cli.Output;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Cli.Shell.Input;

/// <summary>Reads a line as a command: <c>name argument=value …</c>, <c>name {JSON}</c>, or a whole QMP message.</summary>
internal sealed class RequestReader
{
    private readonly ShellCatalog _catalog;

    /// <summary>Makes a reader.</summary>
    public RequestReader(ShellCatalog catalog) => _catalog = catalog;

    /// <summary>Reads a line.</summary>
    /// <exception cref="InputException">It can't be sent.</exception>
    public ShellRequest Read(string line) => Read(ShellTokenizer.Tokenize(line));

    /// <summary>Reads words.</summary>
    /// <exception cref="InputException">They can't be sent.</exception>
    public ShellRequest Read(IReadOnlyList<ShellToken> tokens)
    {
        if (tokens.FirstOrDefault(t => !t.IsComplete) is { } open)
        {
            throw new InputException($"a quote or bracket isn't closed: {open.Text}");
        }

        if (tokens[0].Text.StartsWith('{'))
        {
            return ReadMessage(tokens);
        }

        bool isOutOfBand = tokens[0].Text.StartsWith('!');
        string name = isOutOfBand ? tokens[0].Text[1..] : tokens[0].Text;
        QmpCommandInfo? command = FindCommand(name);
        if (isOutOfBand && command is { AllowsOutOfBand: false })
        {
            throw new InputException($"'{name}' can't run out-of-band", "Leave the '!' out.");
        }

        JsonObject? arguments = ReadArguments(command, tokens, out string? hint);
        return new ShellRequest(name, arguments, isOutOfBand, hint);
    }

    private QmpCommandInfo? FindCommand(string name)
    {
        if (_catalog.CommandNames.Count > 0 && !_catalog.CommandNames.Contains(name))
        {
            string? hint = Suggestions.DidYouMean(name, _catalog.CommandNames);
            throw new InputException($"there is no command '{name}'", hint ?? "The command .commands lists all of them; a JSON message is sent without asking the schema.");
        }

        return _catalog.FindCommand(name);
    }

    private JsonObject? ReadArguments(QmpCommandInfo? command, IReadOnlyList<ShellToken> tokens, out string? hint)
    {
        hint = null;
        if (tokens.Count == 2 && tokens[1].Text.StartsWith('{') && tokens[1].EqualsAt < 0)
        {
            return TypedJson.Read(tokens[1].Text) as JsonObject;
        }

        var written = new ArgumentNode();
        foreach (ShellToken token in tokens.Skip(1))
        {
            written.Add(token.Key ?? NextPositional(command, written, token), token);
        }

        JsonObject arguments = ArgumentConverter.Convert(command?.Arguments, written, command is null || _catalog.MayTakeMore(command.Name), out hint);
        return arguments.Count == 0 ? null : arguments;
    }

    // A word without a name fills the first argument that must be there and isn't yet.
    private static string NextPositional(QmpCommandInfo? command, ArgumentNode written, ShellToken token)
    {
        if (command?.Arguments is not QmpObjectInfo type)
        {
            throw new InputException($"'{token.Text}' is no argument", "Write NAME=VALUE, or all arguments as one JSON object.");
        }

        QmpMemberInfo[] open = MemberLookup.Effective(type, written).Where(m => written.Find(m.Name) is null).ToArray();
        if (open.FirstOrDefault(m => !m.IsOptional) is { } next)
        {
            return next.Name;
        }

        string[] names = MemberLookup.Effective(type, written).Select(m => m.Name).ToArray();
        throw new InputException(
            $"'{token.Text}' is no argument",
            open.Length > 0 || MemberLookup.LacksBranch(type, written) ? "Write NAME=VALUE, or all arguments as one JSON object."
            : names.Length == 0 ? $"'{command.Name}' takes no arguments."
            : $"As far as the schema shows, '{command.Name}' takes {Suggestions.JoinQuoted(names, "and")} only.");
    }

    private static ShellRequest ReadMessage(IReadOnlyList<ShellToken> tokens)
    {
        if (tokens.Count > 1)
        {
            throw new InputException($"something follows the message: {tokens[1].Text}");
        }

        var message = (JsonObject)TypedJson.Read(tokens[0].Text)!;
        bool isOutOfBand = message.ContainsKey("exec-oob");
        if (message[isOutOfBand ? "exec-oob" : "execute"] is not JsonValue name || !name.TryGetValue(out string? command))
        {
            throw new InputException("a message needs 'execute' with the name of a command", """For example {"execute": "query-status"}.""");
        }

        foreach (string key in message.Select(m => m.Key))
        {
            if (key is not ("execute" or "exec-oob" or "arguments" or "id"))
            {
                throw new InputException($"a message has no member '{key}'", "Valid are 'execute', 'exec-oob', 'arguments' and 'id' (which the shell sets itself).");
            }
        }

        if (message.TryGetPropertyValue("arguments", out JsonNode? arguments) && arguments is not JsonObject)
        {
            throw new InputException("a message's 'arguments' are an object", """For example {"execute": "job-cancel", "arguments": {"id": "job0"}}.""");
        }

        return new ShellRequest(command, arguments?.DeepClone() as JsonObject, isOutOfBand);
    }
}

/// <summary>A command to send.</summary>
/// <param name="Command">Its name.</param>
/// <param name="Arguments">Its arguments; null for none.</param>
/// <param name="IsOutOfBand">Whether it is to overtake the server's queue.</param>
/// <param name="Hint">What may be wrong with it, to be said if the server refuses it; or null.</param>
internal sealed record ShellRequest(string Command, JsonObject? Arguments, bool IsOutOfBand, string? Hint = null);

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
