using System.Linq;
using System.Net;
using Microsoft.AspNetCore.Http;
using QapiGen.Runtime.Transport;

namespace QapiGen.Dashboard.Web;

/// <summary>Who looks, as a service of this process sees them.</summary>
internal static class Viewer
{
    /// <summary>Whoever has sent a request: of the network always, since it was a browser, and that may be a proxy's.</summary>
    public static QmpPeer Of(HttpContext http)
    {
        ConnectionInfo connection = http.Connection;
        return new QmpPeer
        {
            EndPoint = connection.RemoteIpAddress is { } address ? new IPEndPoint(address, connection.RemotePort) : null,
            User = http.User.Identities.Any(static identity => identity.IsAuthenticated) ? http.User : null,
            Certificate = connection.ClientCertificate,
        };
    }
}
