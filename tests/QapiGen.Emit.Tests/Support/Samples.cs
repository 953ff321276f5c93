namespace QapiGen.Emit.Tests.Support;

/// <summary>Schemas that several tests use.</summary>
internal static class Samples
{
    /// <summary>Every construct of the language once, and the names that make trouble (spec K-1, K-2, K-3, K-4, K-5, K-8, K-12, K-19, K-20, K-21, K-22, K-23, K-24, K-25, K-26).</summary>
    public const string EveryConstruct = """
        { 'pragma': { 'command-returns-exceptions': [ 'count', 'names', 'anything' ], 'member-name-exceptions': [ 'Reg', 'Odd' ] } }

        ##
        # @Colour:
        #
        # A colour & its <words>.
        #
        # @red: like a fire engine (since 2.1)
        #
        # @null: none at all
        #
        # Features:
        #
        # @shiny: reflects
        #
        # Since: 1.5
        ##
        { 'enum': 'Colour',
          'data': [ 'red', 'null', 'default', { 'name': 'gold', 'if': 'CONFIG_GOLD', 'features': [ 'unstable' ] },
                    { 'name': 'lead', 'features': [ 'deprecated' ] }, '3des', '2_5', 'x-foo', 'xfoo' ] }
        { 'enum': 'Reg', 'data': [ 'EAX', 'eax', 'x86_64' ] }
        { 'struct': 'Empty', 'data': { } }
        { 'struct': 'Numbers',
          'data': { 'i': 'int', 'i8': 'int8', 'i16': 'int16', 'i32': 'int32', 'i64': 'int64', '*u8': 'uint8', '*u16': 'uint16',
                    '*u32': 'uint32', '*u64': 'uint64', '*size': 'size', '*number': 'number', '*flag': 'bool' } }
        { 'struct': 'Odd',
          'data': { 'odd': 'str', '*if': 'str', 'event': 'str', 'base': 'str', '*value': 'any', 'reader': 'int', 'next': [ 'any' ],
                    '*writer': [ 'str' ], 'equals': 'bool', '*ToString': 'str', '*kind-of': 'QType', 'read': 'null', '*a-b': 'int', '*aB': 'int' } }
        { 'struct': 'Parent', 'data': { 'id': 'str', '*child': 'Parent', '*children': [ 'Parent' ] } }
        { 'struct': 'Derived', 'base': 'Parent', 'data': { 'extra': 'Colour', '*old': { 'type': 'int', 'features': [ 'deprecated' ] } } }
        { 'struct': 'DerivedAgain', 'base': 'Derived', 'data': { } }
        { 'enum': 'ShapeKind', 'data': [ 'circle', { 'name': 'box', 'if': 'CONFIG_BOX' }, 'point', 'shape', 'unknown' ] }
        { 'struct': 'Circle', 'data': { 'radius': 'number', '*box': 'str' } }
        { 'struct': 'Box', 'data': { 'sides': [ 'uint32' ] }, 'if': 'CONFIG_BOX' }
        { 'union': 'Shape', 'base': { '*tags': [ 'str' ], 'kind': 'ShapeKind', '*nested': 'ShapeRef' }, 'discriminator': 'kind',
          'data': { 'circle': 'Circle', 'box': { 'type': 'Box', 'if': 'CONFIG_BOX' }, 'shape': 'Empty' } }
        { 'enum': 'OuterKind', 'data': [ 'inner', 'plain' ] }
        { 'union': 'Outer', 'base': { 'outer': 'OuterKind', 'note': 'str' }, 'discriminator': 'outer', 'data': { 'inner': 'Shape' } }
        { 'struct': 'TagBase', 'data': { 'type': 'OuterKind', 'x': 'int' } }
        { 'union': 'Tagged', 'base': 'TagBase', 'discriminator': 'type', 'data': { 'plain': 'Numbers' } }
        { 'alternate': 'ShapeRef', 'data': { 'name': 'str', 'inline': 'Shape', 'nothing': 'null', 'many': [ 'Circle' ] } }
        { 'alternate': 'Scalar', 'data': { 'number': 'int', 'flag': 'bool', 'kind': 'OuterKind', 'value': 'Empty' } }
        { 'command': 'draw', 'boxed': true, 'data': 'Shape', 'returns': [ 'Circle' ], 'features': [ 'fast', { 'name': 'unstable', 'if': { 'not': 'CONFIG_STABLE' } } ] }
        { 'command': 'move-by', 'data': { '*x': 'number', 'y': 'number', '*event': 'Colour', '*next': 'any' }, 'returns': 'Derived', 'allow-oob': true }
        { 'command': 'named', 'data': 'Circle', 'allow-preconfig': true }
        { 'command': 'raw', 'data': { 'id': 'str' }, 'gen': false }
        { 'command': 'count', 'returns': 'uint64' }
        { 'command': 'names', 'returns': [ 'str' ] }
        { 'command': 'anything', 'returns': 'any', 'coroutine': true }
        { 'command': 'vanish', 'success-response': false, 'features': [ 'deprecated' ] }
        { 'event': 'SHAPE_DRAWN', 'data': { 'ref': { 'type': 'ShapeRef', 'features': [ 'deprecated' ] }, '*timestamp': 'int', '*count': 'int' } }
        { 'event': 'SHAPE_BOXED', 'boxed': true, 'data': 'Shape' }
        { 'event': 'DONE' }
        { 'event': 'TEST', 'data': 'Circle' }

        """;
}
