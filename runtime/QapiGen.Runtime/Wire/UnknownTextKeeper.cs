using System;
using System.Collections.Generic;

namespace QapiGen.Runtime.Wire;

/// <summary>The texts of unknown enum values that one client has received: kept while it is open, and so many that none can fill the process.</summary>
internal sealed class UnknownTextKeeper
{
    /// <summary>Most distinct texts of one client.</summary>
    internal const int MaxTexts = 1024;

    [ThreadStatic]
    private static UnknownTextKeeper? _current;

    /// <summary>Whose messages this thread decodes; null for nobody's.</summary>
    internal static UnknownTextKeeper? Current => _current;

    /// <summary>What it keeps; used by <see cref="UnknownTexts"/>, under its lock. Null when it keeps no more.</summary>
    internal HashSet<UnknownText>? Texts { get; set; } = [];

    /// <summary>This thread now decodes messages of another client, or of none.</summary>
    /// <returns>Whose it decoded before; to be restored.</returns>
    internal static UnknownTextKeeper? Enter(UnknownTextKeeper? keeper)
    {
        UnknownTextKeeper? before = _current;
        _current = keeper;
        return before;
    }

    /// <summary>The client is closed: its texts may be forgotten, the oldest first, when others need the room.</summary>
    internal void Release() => UnknownTexts.Release(this);
}
