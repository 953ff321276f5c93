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
    /// <summary>Says that a request was refused because of its token, so that the page gets itself another: the program may have been started anew.</summary>
    public const string StateHeader = "Qapi-Token";

    private readonly Lazy<IAntiforgery> _antiforgery = new(() => services.GetService<IAntiforgery>() ?? Make());

    /// <summary>Makes the token of a page, and sets its cookie.</summary>
    public AntiforgeryTokenSet Create(HttpContext http) => _antiforgery.Value.GetAndStoreTokens(http);

    /// <summary>Serves a token to a page that has been there for longer than the program. Pages of other sites can't read it.</summary>
    public Task ServeAsync(HttpContext http)
    {
        AntiforgeryTokenSet tokens = Create(http);
        return Answers.JsonAsync(http, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("token", tokens.RequestToken);
            writer.WriteEndObject();
        });
    }

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
