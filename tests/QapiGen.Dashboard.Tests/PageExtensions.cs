using System.Threading.Tasks;
using Microsoft.Playwright;

namespace QapiGen.Dashboard.Tests;

/// <summary>What tests wait for at a page.</summary>
internal static class PageExtensions
{
    /// <summary>Waits until the dashboard is connected to a server: what it sends before isn't seen.</summary>
    public static Task WaitForServerAsync(this IPage page, string name) => page.EvaluateAsync(
        """
        name => new Promise(done => {
          const source = new EventSource('api/live');
          source.addEventListener('servers', message => {
            if (JSON.parse(message.data).find(server => server.name === name)?.state !== 'connected') return;
            source.close();
            done();
          });
        })
        """,
        name);
}
