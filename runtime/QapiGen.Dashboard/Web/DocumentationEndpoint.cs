using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace QapiGen.Dashboard.Web;

/// <summary>What is known to be said about a server's definitions: by its own schema, then by those that were added for it.</summary>
internal static class DocumentationEndpoint
{
    /// <summary>Serves it: the elements of <see cref="Runtime.Metadata.QmpModule.Documentation"/>.</summary>
    public static Task ServeAsync(HttpContext http, DashboardContext context) =>
        context.Hub.Find(http.Request.Query["server"].ToString()) is { } server
            ? Answers.TaggedAsync(
                http,
                "application/json",
                ModuleArrays.Join(server.Options.Schema is { } own ? [own, .. context.Options.Documentation] : context.Options.Documentation, static module => module.Documentation))
            : Answers.ErrorAsync(http, StatusCodes.Status404NotFound, "Refused", "There is no such server.");
}
