namespace QapiGen.Compatibility.Rules;

/// <summary>What of an element a rule is about. Rules of one aspect that apply to one element make one finding.</summary>
internal enum Aspect
{
    /// <summary>That it is there, and its name.</summary>
    Presence,

    /// <summary>Whether it may be absent.</summary>
    Optionality,

    /// <summary>Its type.</summary>
    Type,

    /// <summary>The shape as a whole.</summary>
    Shape,

    /// <summary>A command's result, an event's data.</summary>
    Data,

    /// <summary>A command's flags: success response.</summary>
    SuccessResponse,

    /// <summary>A command's flags: out-of-band.</summary>
    OutOfBand,

    /// <summary>A command's flags: preconfig.</summary>
    Preconfig,

    /// <summary>A command's flags: argument checking.</summary>
    Checking,

    /// <summary>What only generated code shows.</summary>
    Generation,

    /// <summary>Its condition.</summary>
    Condition,

    /// <summary>Its features.</summary>
    Feature,

    /// <summary>Its documented default.</summary>
    Default,

    /// <summary>Order of members or values.</summary>
    Order,

    /// <summary>The name of its type.</summary>
    TypeName,

    /// <summary>Deprecation before removal.</summary>
    DeprecationPolicy,

    /// <summary>Notes on a replacement.</summary>
    ReplacementPolicy,

    /// <summary>The documented version.</summary>
    SincePolicy,

    /// <summary>The spelling of its name.</summary>
    NamePolicy,

    /// <summary>What only introspection shows.</summary>
    Introspection,
}
