using System;

namespace QapiGen.Schema.Introspection;

/// <summary>A text is no reply of <c>query-qmp-schema</c>.</summary>
public sealed class IntrospectionFormatException : Exception
{
    /// <summary>Makes one without details.</summary>
    public IntrospectionFormatException()
        : this("not a reply of query-qmp-schema")
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong, with line and column where that is known.</param>
    public IntrospectionFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one that another caused.</summary>
    public IntrospectionFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
