using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Cli.Shell.Editing;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Cli.Shell.Input;

/// <summary>Completes names of commands, arguments, nested members and values from the schema.</summary>
internal sealed class ShellCompleter : ICompletionSource
{
    private readonly ShellCatalog _catalog;
    private readonly IReadOnlyList<ShellCompletion> _shellCommands;

    /// <summary>Makes a completer.</summary>
    /// <param name="catalog">What the server has.</param>
    /// <param name="shellCommands">The shell's own commands.</param>
    public ShellCompleter(ShellCatalog catalog, IReadOnlyList<ShellCompletion> shellCommands)
    {
        _catalog = catalog;
        _shellCommands = shellCommands;
    }

    /// <inheritdoc/>
    public ShellCompletionList Complete(string text, int cursor)
    {
        string before = text[..cursor];
        List<ShellToken> tokens = ShellTokenizer.Tokenize(before);
        bool startsToken = tokens.Count == 0 || tokens[^1].End < before.Length || char.IsWhiteSpace(before[^1]);
        ShellToken current = startsToken ? new ShellToken(cursor, cursor, string.Empty, -1, false, true) : tokens[^1];
        List<ShellToken> previous = startsToken ? tokens : tokens.GetRange(0, tokens.Count - 1);
        if (!current.IsComplete || current.IsQuoted || current.Text.StartsWith('{'))
        {
            return ShellCompletionList.None;
        }

        return previous.Count == 0 ? CompleteCommand(current) : CompleteArgument(previous, current);
    }

    /// <inheritdoc/>
    public string Hint(string text)
    {
        List<ShellToken> tokens = ShellTokenizer.Tokenize(text);
        if (tokens.Count == 0 || !text.EndsWith(' ') || ArgumentsOf(tokens[0].Text) is not { } type)
        {
            return string.Empty;
        }

        ArgumentNode written = Collect(tokens);
        IEnumerable<QmpMemberInfo> open = MemberLookup.Effective(type, written).Where(m => written.Find(m.Name) is null).OrderBy(m => m.IsOptional);
        return string.Join(' ', open.Select(m => m.IsOptional ? $"[{m.Name}=]" : $"{m.Name}={TypeWords.Describe(m.Type)}"));
    }

    private static ShellCompletionList Filter(int start, string prefix, IEnumerable<ShellCompletion> items) =>
        new(start, items.Where(i => i.Text.StartsWith(prefix, StringComparison.Ordinal)).ToArray());

    private static ArgumentNode Collect(IEnumerable<ShellToken> tokens)
    {
        var written = new ArgumentNode();
        foreach (ShellToken token in tokens.Skip(1).Where(t => t.Key is not null))
        {
            written.Add(token.Key!, token);
        }

        return written;
    }

    private QmpObjectInfo? ArgumentsOf(string command) => _catalog.FindCommand(command.TrimStart('!'))?.Arguments as QmpObjectInfo;

    private ShellCompletionList CompleteCommand(ShellToken current)
    {
        if (current.Text.StartsWith('.'))
        {
            return Filter(current.Start, current.Text, _shellCommands);
        }

        bool isOutOfBand = current.Text.StartsWith('!');
        IEnumerable<string> names = _catalog.CommandNames.Where(n => !isOutOfBand || _catalog.FindCommand(n) is not { AllowsOutOfBand: false });
        return Filter(current.Start + (isOutOfBand ? 1 : 0), current.Text.TrimStart('!'), names.Select(n => new ShellCompletion(n, " ")));
    }

    private ShellCompletionList CompleteArgument(List<ShellToken> previous, ShellToken current)
    {
        string command = previous[0].Text;
        if (command.StartsWith('.'))
        {
            IEnumerable<string> names = command == ".wait" ? _catalog.EventNames : _catalog.CommandNames.Concat(_catalog.EventNames);
            return Filter(current.Start, current.Text, names.Select(n => new ShellCompletion(n, " ")));
        }

        if (ArgumentsOf(command) is not { } type)
        {
            return ShellCompletionList.None;
        }

        ArgumentNode written = Collect(previous);
        return current.Key is { } key
            ? CompleteValue(type, written, current.Start + current.EqualsAt + 1, key, current.Value)
            : CompleteName(type, written, current);
    }

    private static ShellCompletionList CompleteName(QmpObjectInfo type, ArgumentNode written, ShellToken current)
    {
        string[] path = ArgumentNode.Split(current.Text);
        (QmpObjectInfo? owner, ArgumentNode? node) = Descend(type, written, path[..^1]);
        if (owner is null)
        {
            return ShellCompletionList.None;
        }

        IEnumerable<ShellCompletion> items = MemberLookup.Effective(owner, node)
            .Where(m => node?.Find(m.Name) is not { Values.Count: > 0 })
            .OrderBy(m => m.IsOptional)
            .Select(m => new ShellCompletion(m.Name, m.Type is QmpObjectInfo ? "." : "=", Describe(m)));
        return Filter(current.End - path[^1].Length, path[^1], items);
    }

    private static ShellCompletionList CompleteValue(QmpObjectInfo type, ArgumentNode written, int start, string key, string prefix)
    {
        string[] path = ArgumentNode.Split(key);
        (QmpObjectInfo? owner, ArgumentNode? node) = Descend(type, written, path[..^1]);
        QmpTypeInfo? valueType = owner is null ? null : MemberLookup.Find(owner, node, path[^1])?.Type;
        int comma = valueType is QmpArrayInfo ? prefix.LastIndexOf(',') + 1 : 0;
        return Filter(start + comma, prefix[comma..], Values(valueType).Distinct().Select(v => new ShellCompletion(v, " ")));
    }

    private static IEnumerable<string> Values(QmpTypeInfo? type) => type switch
    {
        QmpEnumInfo choice => choice.Values.Select(v => v.Name),
        QmpBuiltinInfo { Kind: QmpBuiltinKind.Boolean } => ["true", "false"],
        QmpBuiltinInfo { Kind: QmpBuiltinKind.Null } => ["null"],
        QmpArrayInfo array => Values(array.ElementType),
        QmpAlternateInfo alternate => alternate.Branches.SelectMany(Values),
        _ => [],
    };

    private static (QmpObjectInfo? Owner, ArgumentNode? Node) Descend(QmpObjectInfo type, ArgumentNode? written, string[] path)
    {
        QmpObjectInfo? owner = type;
        ArgumentNode? node = written;
        foreach (string segment in path)
        {
            QmpTypeInfo? next = owner is null ? null : MemberLookup.Find(owner, node, segment)?.Type;
            owner = next is null ? null : MemberLookup.AsObject(next);
            node = node?.Find(segment);
        }

        return (owner, node);
    }

    private static string Describe(QmpMemberInfo member) => (member.IsOptional ? "optional " : string.Empty) + TypeWords.Describe(member.Type);
}
