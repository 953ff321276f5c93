namespace QapiGen.LanguageServer.Tests.Support;

/// <summary>A schema with a bit of everything, in two modules.</summary>
internal static class Samples
{
    public const string Root = """
        { 'include': 'disk.json' }
        { 'pragma': { 'doc-required': true,
                      'member-name-exceptions': [ 'Disk' ],
                      'command-returns-exceptions': [ 'count-disks' ] } }

        ##
        # @add-disk:
        #
        # Adds a `Disk`.
        #
        # @disk: what to add, see @Disk
        #
        # Since: 1.2
        ##
        { 'command': 'add-disk', 'data': { 'disk': 'Disk' } }

        ##
        # @count-disks:
        #
        # Counts.
        #
        # Features:
        #
        # @deprecated: ask for events
        #
        # Returns: how many there are
        ##
        { 'command': 'count-disks', 'returns': 'int', 'features': [ 'deprecated' ] }

        ##
        # @DISK_GONE:
        #
        # Sent when it is gone.
        #
        # @kind: which
        ##
        { 'event': 'DISK_GONE', 'data': { 'kind': 'DiskKind' }, 'if': 'CONFIG_DISK' }

        """;

    public const string Disk = """
        ##
        # @DiskKind:
        #
        # Kinds of disks.
        #
        # @ram: in memory
        #
        # @file: in a file (since 2.0)
        #
        # @none: nowhere
        ##
        { 'enum': 'DiskKind', 'data': [ 'ram', { 'name': 'file', 'if': 'CONFIG_DISK' }, 'none' ] }

        ##
        # @DiskBase:
        #
        # What all disks have.
        #
        # @kind: the kind
        #
        # @read-only: whether it can't be written
        ##
        { 'struct': 'DiskBase', 'data': { 'kind': 'DiskKind', '*read-only': 'bool' } }

        ##
        # @DiskFile:
        #
        # A file.
        #
        # @path: where it is
        #
        # @tags: words
        ##
        { 'struct': 'DiskFile', 'data': { 'path': 'str', '*tags': [ 'str' ] } }

        ##
        # @Disk:
        #
        # A disk of some @kind.
        ##
        { 'union': 'Disk',
          'base': 'DiskBase',
          'discriminator': 'kind',
          'data': { 'file': 'DiskFile' } }

        """;

    /// <summary>Documentation that refers to definitions and members in every form.</summary>
    public const string CrossReferences = """
        { 'struct': 'Abc', 'data': { 'mem': 'str' } }

        ##
        # = On `Abc`
        #
        # A chapter::
        #
        #   literal `Abc`
        ##

        ##
        # @query-x:
        #
        # By role :qapi:struct:`Abc`, :qapi:struct:`see <Abc>`, :qapi:member:`Abc.mem`
        # and :qapi:member:`owner`, `Abc.mem`, `~Abc`, `text <Abc>`; of its
        # elements `query-x[].mem <query-x>`.  A `owner` plain, @owner.mem,
        # :qapi:cmd:`QMP:a.query-x`, over `two
        #   <Abc>` lines.
        #
        # None: `!Abc`, ``Abc``, :ref:`Abc`.
        #
        # @owner: a list
        #
        #     - with `Abc` in it
        #
        # Example::
        #
        #   -> { "execute": "query-x", "arguments": { "owner": "Abc" } }
        #   -> {"exec-oob" :"query-x"}
        #   <- { "event": "query-x" }
        #
        # .. note:: said of `Abc.mem`
        #    and :qapi:type:`Abc`.
        #
        # Since: 9.2
        ##
        { 'command': 'query-x', 'data': { 'owner': 'Abc' }, 'returns': [ 'Abc' ] }

        """;

    /// <summary>A text with the first lines of QEMU's modules, which tell editors that they are Python.</summary>
    public static string AsQemuWrites(string text) => "# -*- Mode: Python -*-\n# vim: filetype=python\n#\n\n" + text;

    public static SchemaFolder Create() => new(("root.json", Root), ("disk.json", Disk), ("app.csproj", "<Project><ItemGroup><QapiSchema Include=\"root.json\" Dialect=\"10.2\" /></ItemGroup></Project>"));

    /// <summary>Two roots that include one file.</summary>
    public static SchemaFolder CreateShared() => new(
        ("qapigen.toml", "roots = [\"one.json\", \"two.json\"]\n"),
        ("one.json", "{ 'include': 'shared.json' }\n{ 'command': 'one', 'data': { 'x': 'Shared' } }\n"),
        ("two.json", "{ 'include': 'shared.json' }\n{ 'command': 'two', 'data': { 'x': 'Shared' } }\n"),
        ("shared.json", "{ 'struct': 'Shared', 'data': { 'i': 'int' } }\n"));
}
