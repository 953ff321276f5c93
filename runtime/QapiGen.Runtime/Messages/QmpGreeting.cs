using System;
using System.Collections.Generic;

namespace QapiGen.Runtime.Messages;

/// <summary>What a server says of itself when a client connects (QMP spec 6).</summary>
/// <param name="Version">Version of the server.</param>
/// <param name="Package">Text of whoever built it; mostly empty.</param>
/// <param name="Capabilities">Capabilities that can be enabled; unknown ones are to be ignored.</param>
public sealed record QmpGreeting(QmpServerVersion Version, string Package, IReadOnlyList<string> Capabilities);

/// <summary>Version of a server. By convention micro 50 is a development version, 90 and above a release candidate (QMP spec 16).</summary>
/// <param name="Major">First number.</param>
/// <param name="Minor">Second number.</param>
/// <param name="Micro">Third number.</param>
public readonly record struct QmpServerVersion(int Major, int Minor, int Micro) : IComparable<QmpServerVersion>
{
    /// <inheritdoc/>
    public int CompareTo(QmpServerVersion other) => (Major, Minor, Micro).CompareTo((other.Major, other.Minor, other.Micro));

    /// <inheritdoc/>
    public override string ToString() => $"{Major}.{Minor}.{Micro}";

    /// <summary>Whether one version is older.</summary>
    public static bool operator <(QmpServerVersion left, QmpServerVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether one version is newer.</summary>
    public static bool operator >(QmpServerVersion left, QmpServerVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether one version isn't newer.</summary>
    public static bool operator <=(QmpServerVersion left, QmpServerVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one version isn't older.</summary>
    public static bool operator >=(QmpServerVersion left, QmpServerVersion right) => left.CompareTo(right) >= 0;
}
