using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Runtime.Client.Calls;

/// <summary>One activity per call: <c>qmp COMMAND</c>, kind client, tags <c>rpc.system</c>, <c>rpc.method</c>, <c>server.address</c>.</summary>
/// <remarks>Nothing here fails: listeners run inside these calls, and one that throws must not take a call or a connection with it.</remarks>
[SuppressMessage("Design", "CA1031", Justification = "Whatever a listener throws, the client goes on.")]
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
        try
        {
            Activity? activity = QmpDiagnostics.ActivitySource.StartActivity("qmp " + command, ActivityKind.Client);
            return activity?.SetTag("rpc.system", "qmp").SetTag("rpc.method", command).SetTag("server.address", peer);
        }
        catch (Exception)
        {
            return null;
        }
        finally
        {
            Activity.Current = outer;
        }
    }

    /// <summary>Ends the activity of a call.</summary>
    /// <param name="activity">It; null if nobody wanted one.</param>
    /// <param name="error">What the call failed with; null if it didn't.</param>
    public static void Stop(Activity? activity, Exception? error)
    {
        try
        {
            if (error is not null)
            {
                activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            }

            activity?.Stop();
        }
        catch (Exception)
        {
            // See the remarks of the class.
        }
    }
}
