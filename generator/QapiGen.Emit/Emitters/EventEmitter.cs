using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes the records of a module's events, their descriptors and the emitter.</summary>
internal static class EventEmitter
{
    /// <summary>Writes the records and descriptors.</summary>
    public static void Write(ModuleSpec module, SourceWriter w)
    {
        WriteDescriptors(module, w);
        // Who only sends events holds none.
        if (module.EventSides == CodecSides.None)
        {
            return;
        }

        foreach (EventSpec data in module.Events)
        {
            w.Line();
            WriteRecord(module, data, w);
        }
    }

    /// <summary>Writes the emitter.</summary>
    public static void WriteEmitter(ModuleSpec module, SourceWriter w)
    {
        w.Line($"/// <summary>Sends the events of <c>{XmlDoc.Name(module.Name)}</c> to whoever listens.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public sealed class {module.Names.Emitter}"))
        {
            w.Line($"private readonly {RuntimeNames.Messages}IQmpEventSink _sink;");
            w.Line();
            w.Line("/// <summary>Makes an emitter.</summary>");
            w.Line("/// <param name=\"sink\">Where the events go.</param>");
            w.Line("/// <exception cref=\"global::System.InvalidOperationException\">They can't go there: it is the sink of a service that doesn't have them.</exception>");
            using (w.Block($"public {module.Names.Emitter}({RuntimeNames.Messages}IQmpEventSink sink)"))
            {
                w.Line($"_sink = {RuntimeNames.Wire}WireWriter.Required(sink, \"sink\");");
                w.Line($"sink.Expect({module.Qualify(module.Names.Module)}.Instance);");
            }

            foreach (EventSpec data in module.Events)
            {
                w.Line();
                WriteMethod(module, data, w);
            }
        }

        foreach (EventSpec data in module.Events.Where(data => data.Kind == ArgumentsKind.Members))
        {
            w.Line();
            WriteData(data, w);
        }
    }

    private static void WriteDescriptors(ModuleSpec module, SourceWriter w)
    {
        w.Line($"/// <summary>The events of <c>{XmlDoc.Name(module.Name)}</c> as data.</summary>");
        w.Line(GeneratedHeader.Attribute);
        using (w.Block($"public static class {module.Names.Events}"))
        {
            foreach (EventSpec data in module.Events)
            {
                string since = data.Mark.Since is null ? "" : ", since: " + CSharpLiteral.Quote(data.Mark.Since);
                string features = data.Features.Count == 0
                    ? ""
                    : $", features: [{string.Join(", ", data.Features.Select(CSharpLiteral.Quote))}]";
                w.Line($"/// <summary>Event <c>{XmlDoc.Escape(data.WireName)}</c>.</summary>");
                string record = module.EventSides == CodecSides.None ? "" : $"<{data.TypeName}>";
                w.Line($"public static {RuntimeNames.Metadata}QmpEventDescriptor{record} {data.Identifier} {{ get; }} =");
                w.Inner($"new({CSharpLiteral.Quote(data.WireName)}{since}{features});");
            }
        }
    }

    private static void WriteRecord(ModuleSpec module, EventSpec data, SourceWriter w)
    {
        XmlDoc.Write(w, data.Doc);
        AttributeEmitter.WriteType(w, data.Mark, null);
        // Reading is in the event's own interface.
        string codec = module.EventSides.Writes() ? ", " + CodecText.Interface(module.EventSides, data.TypeName) : "";
        using (w.Block($"public sealed record {data.TypeName} : {RuntimeNames.Messages}QmpEvent, {RuntimeNames.Messages}IQmpEvent<{data.TypeName}>{codec}"))
        {
            if (data.Kind == ArgumentsKind.Members)
            {
                MemberEmitter.WriteNames(data.WireName, data.Members, "s_names", w);
                w.Line();
            }

            foreach (MemberSpec member in data.Members)
            {
                MemberEmitter.WriteProperty(member, w);
                w.Line();
            }

            w.Line("/// <inheritdoc/>");
            w.Line($"public static {RuntimeNames.Metadata}QmpEventDescriptor Descriptor => {module.Qualify(module.Names.Events)}.{data.Identifier};");
            w.Line();
            WriteRead(data, w);
            if (module.EventSides.Writes())
            {
                w.Line();
                WriteWrite(data, w);
            }
        }
    }

    private static void WriteRead(EventSpec data, SourceWriter w)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public static {data.TypeName} Read({RuntimeNames.ReadParameters})"))
        {
            switch (data.Kind)
            {
                case ArgumentsKind.None:
                    w.Line($"{RuntimeNames.NoData}.Read(ref reader, mode);");
                    w.Line($"return new {data.TypeName}();");
                    break;
                case ArgumentsKind.Boxed:
                    w.Line($"return new {data.TypeName} {{ {data.Members[0].Identifier} = {data.Members[0].Type.Reader}.Read(ref reader, mode) }};");
                    break;
                default:
                    MemberEmitter.WriteReadLoop(data.Members, "s_names", null, MemberEmitter.UnknownMember, w);
                    w.Line($"return new {data.TypeName}");
                    MemberEmitter.WriteInitializer(data.Members, "s_names", null, w);
                    break;
            }
        }
    }

    private static void WriteWrite(EventSpec data, SourceWriter w)
    {
        w.Line("/// <inheritdoc/>");
        switch (data.Kind)
        {
            case ArgumentsKind.None:
                w.Line($"public static void Write({RuntimeNames.WriteParameters}{data.TypeName} value) => {RuntimeNames.NoData}.Write(ref writer, default);");
                break;
            case ArgumentsKind.Boxed:
                w.Line($"public static void Write({RuntimeNames.WriteParameters}{data.TypeName} value) =>");
                using (w.Indent())
                {
                    MemberEmitter.WriteValue(data.Members[0].Type, "value." + data.Members[0].Identifier, CSharpLiteral.Quote(data.Members[0].Identifier), w);
                }

                break;
            default:
                ArgumentsEmitter.WriteWrite(data.TypeName, data.Members, areParameters: false, w);
                break;
        }
    }

    private static void WriteMethod(ModuleSpec module, EventSpec data, SourceWriter w)
    {
        var names = new ParameterNames(data.Members);
        XmlDoc.Write(w, data.Doc, names);
        foreach (MemberSpec member in data.Parameters)
        {
            XmlDoc.Parameter(w, member, names);
        }

        AttributeEmitter.Write(w, data.Mark);
        // Who sends an event is the server: which servers lack a member is nothing to ask.
        string parameters = string.Join(", ", data.Parameters.Select(member => $"{AttributeEmitter.OfParameter(member.Mark with { Since = null })}{member.PropertyType} {member.Local}{(member.IsOptional ? " = null" : "")}"));
        string value = data.Kind switch
        {
            ArgumentsKind.None => $"default({RuntimeNames.NoData})",
            ArgumentsKind.Boxed => $"{RuntimeNames.Wire}WireWriter.Required({data.Members[0].Local}, \"{data.Members[0].Local}\")",
            _ => $"new {data.DataName}({string.Join(", ", data.Members.Select(member => member.Local))})",
        };
        w.Line($"public void {data.Identifier}({parameters}) =>");
        w.Inner($"_sink.Emit({module.Qualify(module.Names.Events)}.{data.Identifier}, {value});");
    }

    // Sending an event needs no record: the data goes to the wire from the stack.
    private static void WriteData(EventSpec data, SourceWriter w) => ArgumentsEmitter.Write(data.DataName, data.WireName, data.Members, CodecSides.Write, w);
}
