using System.Collections.Generic;

namespace QapiGen.Runtime.Metadata;

/// <summary>A command as introspection shows it.</summary>
/// <param name="Name">The command's name.</param>
/// <param name="Arguments">The type of its arguments; an object without members for none.</param>
/// <param name="Result">The type of its result; an object without members for none.</param>
/// <param name="AllowsOutOfBand">Whether it may run out-of-band.</param>
/// <param name="HasRawArguments">Whether it takes more than it declares (<c>gen: false</c>); servers don't show it.</param>
/// <param name="Features">Its features, in schema order.</param>
public sealed record QmpCommandInfo(
    string Name,
    QmpTypeInfo Arguments,
    QmpTypeInfo Result,
    bool AllowsOutOfBand,
    bool HasRawArguments,
    IReadOnlyList<string> Features);
