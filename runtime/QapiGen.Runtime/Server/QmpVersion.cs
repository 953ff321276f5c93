namespace QapiGen.Runtime.Server;

/// <summary>A server's version, as in the greeting and from <c>query-version</c> (QMP spec 6, 16).</summary>
/// <param name="Major">Major version.</param>
/// <param name="Minor">Minor version.</param>
/// <param name="Micro">Micro version; by convention 50 is a development version, 90 and above a release candidate.</param>
/// <param name="Package">Anything, for people; empty for none.</param>
public sealed record QmpVersion(long Major, long Minor, long Micro, string Package = "");
