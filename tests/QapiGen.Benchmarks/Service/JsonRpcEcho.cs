using System.Runtime.Serialization;

namespace QapiGen.Benchmarks.Service;

/// <summary>What StreamJsonRpc's <c>echo</c> gives back.</summary>
[DataContract]
public sealed record JsonRpcEcho([property: DataMember(Order = 0)] long Number, [property: DataMember(Order = 1)] string Text);
