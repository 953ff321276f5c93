using System;
using System.Globalization;
using System.Text;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server.Compatibility;
using QapiGen.Runtime.Server.Output;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Server;

/// <summary>Texts that a service sends and that don't depend on a request.</summary>
internal static class ServiceTexts
{
    /// <summary>The result of <c>query-version</c>.</summary>
    public static byte[] Version(QmpVersion version)
    {
        using var output = new PooledList<byte>(0);
        var writer = new WireWriter(output);
        writer.BeginObject();
        writer.Member("\"qemu\": "u8);
        writer.BeginObject();
        writer.Member("\"micro\": "u8);
        writer.Int64(version.Micro);
        writer.Member("\"minor\": "u8);
        writer.Int64(version.Minor);
        writer.Member("\"major\": "u8);
        writer.Int64(version.Major);
        writer.EndObject();
        writer.Member("\"package\": "u8);
        writer.String(version.Package);
        writer.EndObject();
        writer.Flush();
        return output.Span.ToArray();
    }

    /// <summary>The greeting with its line end.</summary>
    public static byte[] Greeting(ReadOnlySpan<byte> version, QmpServiceOptions options)
    {
        using var output = new PooledList<byte>(0);
        output.AddRange("{\"QMP\": {\"version\": "u8);
        output.AddRange(version);
        output.AddRange(", \"capabilities\": "u8);
        output.AddRange(options.OffersOutOfBand ? "[\"oob\""u8 : "["u8);
        if (options.OffersOutOfBand && options.OffersLongQueue)
        {
            output.AddRange(", \""u8);
            output.AddRange(LongQueue.Utf8Name);
            output.AddRange("\""u8);
        }

        output.AddRange("]}}"u8);
        if (options.IsPretty)
        {
            using var pretty = new PooledList<byte>(0);
            PrettyPrinter.Write(output.Span, pretty);
            pretty.AddRange("\r\n"u8);
            return pretty.Span.ToArray();
        }

        output.AddRange("\r\n"u8);
        return output.Span.ToArray();
    }

    /// <summary>What a client gets in place of the greeting when there is no room for it.</summary>
    public static byte[] TooManyClients(int limit) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"error\": {{\"class\": \"GenericError\", \"desc\": \"Too many clients are connected: this server takes {limit}\"}}}}\r\n"));

    /// <summary>The result of <c>query-commands</c>: the newest registration first.</summary>
    public static byte[] CommandList(CommandTable commands, Predicate<CommandEntry> isListed)
    {
        using var output = new PooledList<byte>(0);
        var writer = new WireWriter(output);
        writer.BeginArray();
        for (int i = commands.Entries.Count - 1; i >= 0; i--)
        {
            CommandEntry command = commands.Entries[i];
            if (isListed(command))
            {
                writer.BeginObject();
                writer.Member("\"name\": "u8);
                writer.String(command.Descriptor.Name);
                writer.EndObject();
            }
        }

        writer.EndArray();
        writer.Flush();
        return output.Span.ToArray();
    }

    /// <summary>The result of <c>query-qmp-schema</c> in the server's layout; without introspection in the schema it is empty.</summary>
    public static byte[] Introspection(QmpCompiledSchema schema, CommandTable commands, QmpCompatibilityPolicy policy, ResultFilter filter)
    {
        if (schema.Introspection.IsEmpty)
        {
            return "[]"u8.ToArray();
        }

        using var whole = new PooledList<byte>(0);
        ServedIntrospection.Write(schema.Introspection.ToArray(), commands, whole);
        if (!policy.ChecksOutput)
        {
            return whole.Span.ToArray();
        }

        using var output = new PooledList<byte>(0);
        filter.WriteIntrospection(whole.Memory, output);
        return output.Span.ToArray();
    }
}
