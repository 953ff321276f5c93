using System.Text.Json.Serialization;

namespace QapiGen.Runtime.Wire;

/// <summary>QAPI's predefined enum <c>QType</c>: the kinds of JSON values (QAPI spec B-1).</summary>
[JsonConverter(typeof(WireCodecConverter<QType, QType, QTypeCodec>))]
public enum QType
{
    /// <summary><c>none</c>.</summary>
    None,

    /// <summary><c>qnull</c>.</summary>
    Qnull,

    /// <summary><c>qnum</c>.</summary>
    Qnum,

    /// <summary><c>qstring</c>.</summary>
    Qstring,

    /// <summary><c>qdict</c>.</summary>
    Qdict,

    /// <summary><c>qlist</c>.</summary>
    Qlist,

    /// <summary><c>qbool</c>.</summary>
    Qbool,
}
