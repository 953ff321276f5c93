using System.Collections.Generic;
using System.Linq;
using QapiGen.Runtime.Server;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>What is particular to the recorded servers, and where we differ on purpose.</summary>
internal static class RecordedServer
{
    public const string StorageDaemon = "qemu-storage-daemon";

    public static QmpVersion Version { get; } = new(7, 2, 22, "Debian 1:7.2+dfsg-7+deb12u18+b3");

    /// <summary>What a transcript leads us to expect: the recording, but for what QMP spec 21 recommends not to copy.</summary>
    public static (IReadOnlyList<string> Output, IReadOnlyList<int> After) Expected(Transcript transcript)
    {
        List<string> output = [.. transcript.Expected];
        List<int> after = [.. transcript.After];
        switch (transcript.Name)
        {
            case "number/overflow":
                output[2] = output[2].Replace("inf", "1e400");
                break;
            case "number/minus-overflow":
                output[2] = output[2].Replace("-inf", "-1e400");
                break;
            case "blocked/negotiation-of-next-client-waits":
                // The reply to a client that has left isn't given to the next one.
                output.RemoveAll(line => line.Contains("\"id\": \"slow\""));
                after = [.. after.Select((count, step) => step >= 5 ? count - 1 : count)];
                break;
        }

        return (output, after);
    }
}
