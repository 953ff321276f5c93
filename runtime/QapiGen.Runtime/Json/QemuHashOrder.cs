using System;

namespace QapiGen.Runtime.Json;

/// <summary>The order in which QEMU lists the members of an object (QMP spec 23).</summary>
internal static class QemuHashOrder
{
    /// <summary>The bucket of a name, 0 to 511; within a bucket the member added last comes first.</summary>
    public static int Bucket(ReadOnlySpan<byte> utf8Name)
    {
        unchecked
        {
            uint value = 0x238F13AFu * (uint)utf8Name.Length;
            for (int i = 0; i < utf8Name.Length; i++)
            {
                value += (uint)utf8Name[i] << (i * 5 % 24);
            }

            return (int)((1103515243u * value + 12345u) % 512);
        }
    }
}
