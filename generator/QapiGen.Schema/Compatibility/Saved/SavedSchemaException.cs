using System;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Compatibility.Saved;

/// <summary>A saved or received reply to <c>query-qmp-schema</c> isn't one.</summary>
public sealed class SavedSchemaException : FormatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="location">Where.</param>
    public SavedSchemaException(string message, SchemaLocation location)
        : base(message) => Location = location;

    /// <summary>Where the text is wrong.</summary>
    public SchemaLocation Location { get; }
}
