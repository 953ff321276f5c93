using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace QapiGen.SourceGenerator.Tests.Support;

/// <summary>A schema of several modules that use each other's types in every way, and edits of it by chance, most of them faulty.</summary>
internal sealed partial class EditedSchema
{
    private const string Common = """
        ##
        # @Kind:
        #
        # Kinds of things.
        #
        # @file: kept in a file (since 2.0)
        #
        # @net: on the net
        #
        # Features:
        # @deprecated: use shapes.
        #
        # Since: 1.0
        ##
        { 'enum': 'Kind', 'data': [ 'file', { 'name': 'net', 'features': [ 'unstable' ] }, { 'name': 'pipe', 'if': 'CONFIG_PIPE' } ],
          'features': [ 'deprecated' ] }
        ##
        # @Base:
        #
        # What all have.
        #
        # @id: the identity
        #
        # @kind: the kind
        ##
        { 'struct': 'Base', 'data': { 'id': 'str', 'kind': 'Kind', '*note': 'str' } }
        { 'struct': 'Held', 'data': { '*text': 'str' } }
        { 'struct': 'Named', 'base': 'Base', 'data': { 'name': 'str', '*sizes': [ 'uint32' ] } }
        { 'alternate': 'Ref', 'data': { 'text': 'str', 'whole': 'Named', 'number': 'int' } }
        """;

    private const string Parts = """
        { 'include': 'common.json' }
        { 'struct': 'FileOptions', 'base': 'Named', 'data': { 'path': 'str', '*mode': 'uint16' } }
        ##
        # @NetOptions:
        #
        # @host: whom to ask; deprecated members say so
        #
        # Features:
        # @deprecated: ask somebody else
        ##
        { 'struct': 'NetOptions', 'data': { 'host': { 'type': 'str', 'features': [ 'deprecated' ] }, '*next': 'Options' } }
        { 'union': 'Options', 'base': 'Base', 'discriminator': 'kind', 'data': { 'file': 'FileOptions', 'net': 'NetOptions' } }
        { 'struct': 'Holder', 'data': { 'held': 'Held' } }
        { 'enum': 'Unused', 'data': [ 'a', 'b' ] }
        """;

    private const string Calls = """
        { 'include': 'parts.json' }
        ##
        # @add-thing:
        #
        # Adds a thing.
        #
        # @options: which
        #
        # Returns: the thing
        #
        # Errors:
        #     - if there is none
        #
        # Since: 3.1
        ##
        { 'command': 'add-thing', 'data': { 'options': 'Options', '*ref': 'Ref' }, 'returns': 'Named' }
        { 'command': 'query-things', 'returns': [ 'Named' ], 'allow-oob': true }
        { 'command': 'set-thing', 'boxed': true, 'data': 'Options' }
        { 'command': 'touch', 'data': 'FileOptions', 'features': [ 'unstable' ] }
        { 'event': 'THING_ADDED', 'data': { 'thing': 'Named' } }
        { 'event': 'THING_GONE', 'boxed': true, 'data': 'Options' }
        { 'event': 'ALL_GONE' }
        """;

    private const string Root = """
        { 'include': 'calls.json' }
        { 'include': 'common.json' }
        { 'struct': 'Last', 'base': 'Named', 'data': { 'of': 'Ref', '*inner': 'Last' }, 'if': { 'any': [ 'CONFIG_PIPE', 'CONFIG_LAST' ] } }
        """;

    private static readonly string[] Types = ["Base", "Named", "FileOptions", "NetOptions", "Options", "Ref", "Last", "Kind", "Holder"];

    // What types, commands and events bring along in C#.
    private static readonly string[] Companions = ["UnusedCodec", "KindExtensions", "AddThingArguments", "ThingAddedEvent", "ThingAddedEventData", "CallsModule"];

    private readonly Random _random;

    public EditedSchema(int seed) => _random = new Random(seed);

    /// <summary>The text of each file, by name.</summary>
    public static IReadOnlyDictionary<string, string> Original { get; } = new Dictionary<string, string>
    {
        ["common.json"] = Common,
        ["parts.json"] = Parts,
        ["calls.json"] = Calls,
        ["root.json"] = Root,
    };

    /// <summary>Settings of the root, other ones each time.</summary>
    public (string Name, string Value)[] Settings() =>
    [
        ("Dialect", Pick(["", "lenient", "5.2", "7.2", "10.0", "10.2", "11.1"])),
        ("Conditions", Pick(["*", "CONFIG_PIPE", ""])),
        ("MinimumVersion", Pick(["", "1.5", "4.0"])),
        ("Documentation", Pick(["true", "false"])),
        ("Role", Pick(["Client", "Server", "Both"])),
        ("Codecs", Pick(["", "", "Both", "Needed"])),
        ("Commands", Pick(["", "", "add-*;query-*"])),
        ("Namespace", Pick(["Test", "Test", "Other"])),
    ];

    /// <summary>Changes one file, given all.</summary>
    public (string Name, string Text) Edit(IReadOnlyDictionary<string, string> files)
    {
        string name = Pick(files.Keys.Order(StringComparer.Ordinal).ToList());
        List<string> lines = [.. files[name].Split('\n')];
        int line = _random.Next(lines.Count);
        switch (_random.Next(11))
        {
            case 0:
                lines.RemoveAt(line);
                break;
            case 1:
                lines.Insert(line, Pick(lines));
                break;
            case 2:
                lines.Insert(line, Pick(Pick(files.Values.ToList()).Split('\n')));
                break;
            case 3:
                lines.Add($"{{ 'struct': 'New{_random.Next(4)}', 'base': {Word(files)}, 'data': {{ {Word(files)}: {Word(files)} }} }}");
                break;
            case 4:
                return (name, Original[name]);
            case 5:
                // Named alike in C#, so that the other one may get a number.
                lines.Insert(0, $"{{ 'struct': '{Pick(Types).ToLowerInvariant()}', 'data': {{ }} }}");
                break;
            case 6:
                lines.Insert(0, $"{{ 'struct': '{Pick(Companions)}', 'data': {{ }} }}");
                break;
            case 7:
                return (name, Builtin().Replace(files[name], $"'{Pick(Types)}'", 1, _random.Next(files[name].Length)));
            default:
                return (name, Replace(files[name], Word(files)));
        }

        return (name, string.Join('\n', lines));
    }

    // A quoted word becomes another one: a name, a reference, a key, a condition.
    private string Replace(string text, string replacement)
    {
        List<Match> words = [.. Quoted().Matches(text).AsEnumerable()];
        if (words.Count == 0)
        {
            return text + "# empty\n";
        }

        Match word = Pick(words);
        return text[..word.Index] + replacement + text[(word.Index + word.Length)..];
    }

    private string Word(IReadOnlyDictionary<string, string> files)
    {
        List<Match> words = [.. files.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => Quoted().Matches(file.Value).AsEnumerable())];
        return words.Count == 0 ? "'Lost'" : Pick(words).Value;
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    [GeneratedRegex("'(str|int|uint[0-9]+)'")]
    private static partial Regex Builtin();

    [GeneratedRegex("'[^'\n]*'")]
    private static partial Regex Quoted();
}
