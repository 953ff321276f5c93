using System;
using System.Globalization;
using System.Text;

namespace QapiGen.Runtime.Wire;

/// <summary>Bounds what is read more than once: unions whose discriminator stands last, and unions inside a union's object.</summary>
/// <remarks>
/// Each level of nesting reads everything below it once more. That is nothing for what people write, but a message of the largest size
/// and depth would keep a server busy for minutes. So at most <see cref="FreeLevels"/> levels read ahead as far as they like, and those
/// below <see cref="FarBytes"/> bytes: no byte is read more than about a hundred times. What shares an object is copied, and bounded sooner.
/// </remarks>
internal static class LookAheadGuard
{
    /// <summary>Levels of nesting, of JSON objects and arrays, below which reading ahead is free.</summary>
    public const int FreeLevels = 64;

    /// <summary>Bytes that may be read ahead at deeper levels.</summary>
    public const int FarBytes = 1024;

    /// <summary>Unions inside a union's object, one inside the other, whose size is free.</summary>
    public const int FreeEmbedded = 4;

    /// <summary>Bytes of those that lie deeper.</summary>
    public const int FarEmbeddedBytes = 4096;

    // What is embedded is read from a copy, in which depth begins anew.
    [ThreadStatic]
    private static int t_embedded;

    /// <summary>Checks how far a reader has looked ahead.</summary>
    /// <param name="depth">Depth of the object.</param>
    /// <param name="bytes">Bytes looked at so far.</param>
    /// <param name="names">The object's members.</param>
    /// <param name="position">Which of them is looked for: the discriminator.</param>
    /// <exception cref="WireFormatException">Too far.</exception>
    public static void Check(int depth, long bytes, WireNames names, int position)
    {
        if (bytes > FarBytes && depth + t_embedded > FreeLevels)
        {
            throw new WireFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"Parameter '{Encoding.UTF8.GetString(names[position])}' comes too late: more than {FarBytes} bytes of its object stand before it, {depth + t_embedded} levels deep"));
        }
    }

    /// <summary>Begins to read a copy of what shares its object with other members.</summary>
    /// <param name="bytes">Size of the copy.</param>
    /// <param name="type">What is read.</param>
    /// <exception cref="WireFormatException">Too many copies of too much.</exception>
    public static void EnterEmbedded(int bytes, string type)
    {
        if (bytes > FarEmbeddedBytes && t_embedded >= FreeEmbedded)
        {
            throw new WireFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"Invalid value: '{type}' takes more than {FarEmbeddedBytes} bytes, {t_embedded} levels deep in objects that it shares"));
        }

        t_embedded++;
    }

    /// <summary>Ends it.</summary>
    public static void LeaveEmbedded() => t_embedded--;
}
