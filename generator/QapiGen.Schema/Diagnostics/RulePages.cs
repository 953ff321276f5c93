using System;
using System.Linq;
using System.Reflection;

namespace QapiGen.Schema.Diagnostics;

/// <summary>Where the site explains each rule. Which site that is, the build says (<c>SiteUrl</c>); a build without one has no links.</summary>
public static class RulePages
{
    /// <summary>The site of this build, with a slash at its end; null if the build has none.</summary>
    public static string? Site { get; } = typeof(RulePages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(static item => item.Key == "SiteUrl")?.Value;

    /// <summary>The page of a rule, <c>https://…/rules/QAPI1032.html</c>; null without a site.</summary>
    /// <param name="id">The rule's id.</param>
    /// <exception cref="ArgumentNullException"><paramref name="id"/> is null.</exception>
    public static string? Of(string id) => Of(id, Site);

    /// <summary>The page of a rule on a site.</summary>
    /// <param name="id">The rule's id.</param>
    /// <param name="site">The site, with or without a slash at its end; null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="id"/> is null.</exception>
    public static string? Of(string id, string? site)
    {
        if (id is null)
        {
            throw new ArgumentNullException(nameof(id));
        }

        return string.IsNullOrEmpty(site) ? null : $"{site!.TrimEnd('/')}/rules/{id}.html";
    }
}
