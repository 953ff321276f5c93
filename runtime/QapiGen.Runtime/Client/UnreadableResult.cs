using System;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client;

/// <summary>Words the error for a result that isn't what the compiled-in schema declares.</summary>
internal static class UnreadableResult
{
    /// <summary>Makes the error.</summary>
    /// <param name="command">The command.</param>
    /// <param name="server">Version of the server; null if it didn't say.</param>
    /// <param name="cause">What the codec found.</param>
    public static QmpProtocolException Describe(string command, QmpServerVersion? server, Exception cause)
    {
        string found = $"The result of '{command}' is not what the schema declares: {cause.Message}";
        return cause is WireFormatException { MissingMember: not null, Owner: { } owner }
            ? new QmpProtocolException($"{found}: member of '{owner}'. {Mend(server)}", cause)
            : new QmpProtocolException(found, cause);
    }

    private static string Mend(QmpServerVersion? server) => server is { } version && version != default
        ? $"The server's version is {version}; if that is older than the schema, MinimumVersion=\"{version.Major}.{version.Minor}\" on the QapiSchema item makes nullable what came later"
        : "If the server is older than the schema, MinimumVersion=\"…\" with its release on the QapiSchema item makes nullable what came later";
}
