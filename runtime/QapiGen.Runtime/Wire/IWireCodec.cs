using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Reads and writes one type on the wire. Generated records implement it for themselves.</summary>
/// <typeparam name="T">The type.</typeparam>
public interface IWireCodec<T>
{
    /// <summary>Reads a value.</summary>
    /// <param name="reader">Stands on the value's first token; afterwards on its last.</param>
    /// <param name="mode">Strict for command arguments, lenient for results and events.</param>
    /// <exception cref="WireFormatException">The value isn't one of this type.</exception>
    static abstract T Read(ref Utf8JsonReader reader, WireMode mode);

    /// <summary>Writes a value.</summary>
    static abstract void Write(ref WireWriter writer, T value);
}
