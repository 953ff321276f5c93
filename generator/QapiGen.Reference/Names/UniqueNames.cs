using System;
using System.Collections.Generic;
using System.Globalization;

namespace QapiGen.Reference.Names;

/// <summary>Gives each name once: a second one gets a number.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> _taken;

    /// <summary>Makes a set in which some names are taken.</summary>
    public UniqueNames(params string[] taken) => _taken = new HashSet<string>(taken, StringComparer.Ordinal);

    /// <summary>The name, or with a number behind it if it is taken.</summary>
    public string Take(string wanted)
    {
        string name = wanted;
        for (int number = 2; !_taken.Add(name); number++)
        {
            name = wanted + "-" + number.ToString(CultureInfo.InvariantCulture);
        }

        return name;
    }
}
