namespace QapiGen.Compatibility.Wire;

/// <summary>What a schema says of a command and introspection doesn't show (spec Q-11).</summary>
/// <param name="ChecksArguments">False for <c>gen: false</c>.</param>
/// <param name="HasSuccessResponse">False for <c>success-response: false</c>.</param>
/// <param name="AllowsPreconfig">Whether it may run before the machine exists.</param>
/// <param name="IsBoxed">Whether generated code takes the arguments as one object.</param>
/// <param name="IsCoroutine">Internal to QEMU.</param>
internal sealed record CommandTraits(
    bool ChecksArguments,
    bool HasSuccessResponse,
    bool AllowsPreconfig,
    bool IsBoxed,
    bool IsCoroutine);
