using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using QapiGen.Benchmarks.Codec.Peers;
using QapiGen.Runtime.Wire;

namespace QapiGen.Benchmarks.Codec;

/// <summary>Generated codecs beside System.Text.Json's source generation on equal types.</summary>
[InProcess]
[IterationCount(7)]
[WarmupCount(3)]
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class CodecBenchmarks
{
    private static readonly JsonWriterOptions FastWriter = new() { SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _output = new(1 << 16);
    private readonly TaskInfo _small = Read<TaskInfo, TaskInfo>(Samples.Small);
    private readonly IReadOnlyList<Device> _large = Read<IReadOnlyList<Device>, ListCodec<Device, Device>>(Samples.Large);
    private readonly Node _unions = Read<Node, Node>(Samples.Unions);
    private readonly PlainTaskInfo _plainSmall = JsonSerializer.Deserialize(Samples.Small, PlainContext.Default.PlainTaskInfo)!;
    private readonly IReadOnlyList<PlainDevice> _plainLarge = JsonSerializer.Deserialize(Samples.Large, PlainContext.Default.IReadOnlyListPlainDevice)!;
    private readonly PlainNode _plainUnions = JsonSerializer.Deserialize(Samples.Unions, PlainContext.Default.PlainNode)!;
    private readonly Utf8JsonWriter _writer = new(new ArrayBufferWriter<byte>(), FastWriter);

    [BenchmarkCategory("decode small")]
    [Benchmark(Baseline = true)]
    public object PlainDecodeSmall() => JsonSerializer.Deserialize(Samples.Small, PlainContext.Default.PlainTaskInfo)!;

    [BenchmarkCategory("decode small")]
    [Benchmark]
    public object DecodeSmall() => Read<TaskInfo, TaskInfo>(Samples.Small);

    [BenchmarkCategory("decode large")]
    [Benchmark(Baseline = true)]
    public object PlainDecodeLarge() => JsonSerializer.Deserialize(Samples.Large, PlainContext.Default.IReadOnlyListPlainDevice)!;

    [BenchmarkCategory("decode large")]
    [Benchmark]
    public object DecodeLarge() => Read<IReadOnlyList<Device>, ListCodec<Device, Device>>(Samples.Large);

    [BenchmarkCategory("decode unions")]
    [Benchmark(Baseline = true)]
    public object PlainDecodeUnions() => JsonSerializer.Deserialize(Samples.Unions, PlainContext.Default.PlainNode)!;

    [BenchmarkCategory("decode unions")]
    [Benchmark]
    public object DecodeUnions() => Read<Node, Node>(Samples.Unions);

    [BenchmarkCategory("encode small")]
    [Benchmark(Baseline = true)]
    public int PlainEncodeSmall()
    {
        Begin();
        JsonSerializer.Serialize(_writer, _plainSmall, PlainContext.Default.PlainTaskInfo);
        return End();
    }

    [BenchmarkCategory("encode small")]
    [Benchmark]
    public int EncodeSmall() => Write<TaskInfo, TaskInfo>(_small);

    [BenchmarkCategory("encode large")]
    [Benchmark(Baseline = true)]
    public int PlainEncodeLarge()
    {
        Begin();
        JsonSerializer.Serialize(_writer, _plainLarge, PlainContext.Default.IReadOnlyListPlainDevice);
        return End();
    }

    [BenchmarkCategory("encode large")]
    [Benchmark]
    public int EncodeLarge() => Write<IReadOnlyList<Device>, ListCodec<Device, Device>>(_large);

    [BenchmarkCategory("encode unions")]
    [Benchmark(Baseline = true)]
    public int PlainEncodeUnions()
    {
        Begin();
        JsonSerializer.Serialize(_writer, _plainUnions, PlainContext.Default.PlainNode);
        return End();
    }

    [BenchmarkCategory("encode unions")]
    [Benchmark]
    public int EncodeUnions() => Write<Node, Node>(_unions);

    private static T Read<T, TCodec>(byte[] json)
        where TCodec : IWireCodec<T>
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return TCodec.Read(ref reader, WireMode.Lenient);
    }

    private int Write<T, TCodec>(T value)
        where TCodec : IWireCodec<T>
    {
        _output.ResetWrittenCount();
        var writer = new WireWriter(_output);
        TCodec.Write(ref writer, value);
        writer.Flush();
        return _output.WrittenCount;
    }

    private void Begin()
    {
        _output.ResetWrittenCount();
        _writer.Reset(_output);
    }

    private int End()
    {
        _writer.Flush();
        return _output.WrittenCount;
    }
}
