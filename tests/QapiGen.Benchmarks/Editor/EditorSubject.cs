using QapiGen.Benchmarks.Protobuf;

namespace QapiGen.Benchmarks.Editor;

/// <summary>What is opened and asked about: the same schema in the language of each server.</summary>
/// <param name="Folder">The folder that is opened, with all its files.</param>
/// <param name="Extension">Of its files.</param>
/// <param name="File">The largest, in which is typed.</param>
/// <param name="Typed">What is typed at its end.</param>
/// <param name="Type">A type that is used much, as it is written where it is used: the last such place is asked about.</param>
/// <param name="Member">A member, as it is written: the first such place is asked about.</param>
/// <param name="IsWhole">Whether the server takes a document's whole text with each change.</param>
internal sealed record EditorSubject(string Folder, string Extension, string File, string Typed, string Type, string Member, bool IsWhole)
{
    /// <summary>The path of the file.</summary>
    public string Path => System.IO.Path.Combine(Folder, File);

    /// <summary>A schema, for our server.</summary>
    public static EditorSubject Qapi(string folder) => new(
        folder,
        "json",
        "block-core.json",
        "\n##\n# @typed-here:\n#\n# Typed.\n#\n# @node: a node\n##\n{ 'command': 'typed-here',\n  'data': { 'node': 'str', '*options': 'BlockdevOptions' } }\n",
        "'BlockdevOptions'",
        "'node-name'",
        IsWhole: false);

    /// <summary>The same as Protocol Buffers.</summary>
    public static EditorSubject Proto(string folder) => new(
        folder,
        "proto",
        ProtoTree.NameOf("block-core.json"),
        "\n// Typed.\n//\n// Says nothing.\nmessage TypedHere {\n  // A node.\n  string node = 1;\n  optional BlockdevOptions options = 2;\n}\n",
        " BlockdevOptions ",
        " node_name ",
        IsWhole: true);
}
