using System.Diagnostics;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Runtime.Client;

/// <summary>One activity per call: <c>qmp COMMAND</c>, kind client, tags <c>rpc.system</c>, <c>rpc.method</c>, <c>server.address</c>.</summary>
internal static class ClientTracing
{
    public static Activity? Start(string command, string peer)
    {
        if (!QmpDiagnostics.ActivitySource.HasListeners())
        {
            return null;
        }

        // Not the caller's current activity beyond this call: it ends with the reply, on another thread.
        Activity? outer = Activity.Current;
        Activity? activity = QmpDiagnostics.ActivitySource.StartActivity("qmp " + command, ActivityKind.Client);
        activity?.SetTag("rpc.system", "qmp").SetTag("rpc.method", command).SetTag("server.address", peer);
        Activity.Current = outer;
        return activity;
    }
}
