namespace QapiGen.Schema.Model;

/// <summary>Where an object type comes from.</summary>
public enum ObjectKind
{
    /// <summary>A <c>struct</c> definition.</summary>
    Struct,

    /// <summary>A <c>union</c> definition.</summary>
    Union,

    /// <summary>Inline <c>data</c> of a command or event: <c>q_obj_X-arg</c>.</summary>
    Arguments,

    /// <summary>Inline base of a union: <c>q_obj_X-base</c>.</summary>
    InlineBase,

    /// <summary>Wrapper of a simple union's branch: <c>q_obj_T-wrapper</c> (5.2).</summary>
    Wrapper,

    /// <summary><c>q_empty</c>.</summary>
    Empty,
}
