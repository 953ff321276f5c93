using System.IO;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.TestSupport;

namespace QapiGen.Dashboard.Tests;

/// <summary>Pictures of pages, for people to look at: in <c>artifacts/dashboard</c>.</summary>
internal static class Picture
{
    public static Task TakeAsync(IPage page, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Directory.CreateDirectory(RepositoryPaths.Get("artifacts", "dashboard")).FullName, $"{name}.png") });
}
