using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace QapiGen.Dashboard.Web;

/// <summary>Antiforgery tokens: the application's, if it has them (<c>AddAntiforgery</c>), else ones that live as long as the process.</summary>
internal sealed class ActionTokens(IServiceProvider services)
{
    private readonly Lazy<IAntiforgery> _antiforgery = new(() => services.GetService<IAntiforgery>() ?? Make());

    /// <summary>Makes the token of a page, and sets its cookie.</summary>
    public AntiforgeryTokenSet Create(HttpContext http) => _antiforgery.Value.GetAndStoreTokens(http);

    /// <summary>Whether a request comes from one of our pages.</summary>
    public Task<bool> IsValidAsync(HttpContext http) => _antiforgery.Value.IsRequestValidAsync(http);

    private static IAntiforgery Make()
    {
        var own = new ServiceCollection();
        own.AddLogging();
        own.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        own.AddAntiforgery(static options => options.Cookie.Name = "qapi-dashboard");
        return own.BuildServiceProvider().GetRequiredService<IAntiforgery>();
    }
}
