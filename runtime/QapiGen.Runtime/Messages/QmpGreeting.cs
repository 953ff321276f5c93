using System.Collections.Generic;

namespace QapiGen.Runtime.Messages;

/// <summary>What a server says of itself when a client connects (QMP spec 6).</summary>
/// <param name="Version">Version of the server.</param>
/// <param name="Package">Text of whoever built it; mostly empty.</param>
/// <param name="Capabilities">Capabilities that can be enabled; unknown ones are to be ignored.</param>
public sealed record QmpGreeting(QmpServerVersion Version, string Package, IReadOnlyList<string> Capabilities);
