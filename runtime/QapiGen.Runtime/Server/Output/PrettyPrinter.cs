using System;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Server.Output;

/// <summary>Breaks a message in the server's compact layout over lines, as QEMU's <c>pretty=on</c> does (QMP spec 5.1).</summary>
internal static class PrettyPrinter
{
    private const int IndentWidth = 4;

    /// <summary>Writes the message without a line end behind it.</summary>
    public static void Write(ReadOnlySpan<byte> compact, PooledList<byte> output)
    {
        int depth = 0;
        for (int i = 0; i < compact.Length; i++)
        {
            byte value = compact[i];
            switch (value)
            {
                case (byte)'"':
                    int length = StringLength(compact[i..]);
                    output.AddRange(compact.Slice(i, length));
                    i += length - 1;
                    break;
                case (byte)'{' or (byte)'[':
                    output.Add(value);
                    depth++;
                    if (compact[i + 1] is not ((byte)'}' or (byte)']'))
                    {
                        NewLine(output, depth);
                    }

                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    NewLine(output, depth);
                    output.Add(value);
                    break;
                case (byte)',':
                    output.Add(value);
                    NewLine(output, depth);
                    i++;
                    break;
                default:
                    output.Add(value);
                    break;
            }
        }
    }

    private static int StringLength(ReadOnlySpan<byte> text)
    {
        int i = 1;
        while (text[i] != (byte)'"')
        {
            i += text[i] == (byte)'\\' ? 2 : 1;
        }

        return i + 1;
    }

    private static void NewLine(PooledList<byte> output, int depth)
    {
        output.AddRange("\r\n"u8);
        output.GetSpan(depth * IndentWidth)[..(depth * IndentWidth)].Fill((byte)' ');
        output.Advance(depth * IndentWidth);
    }
}
