using System;

namespace QapiGen.Runtime.Json;

/// <summary>Tokens that aren't a value; carries QEMU's text.</summary>
/// <remarks>Never leaves this folder: thrown so that the recursive parser need not pass a flag through every return.</remarks>
internal sealed class QmpParseException : Exception
{
    public QmpParseException(string detail)
        : base("JSON parse error, " + detail)
    {
    }
}
