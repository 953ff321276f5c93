namespace QapiGen.Runtime.Metadata;

/// <summary>An array type.</summary>
public sealed class QmpArrayInfo : QmpTypeInfo
{
    internal QmpArrayInfo(string name)
        : base(name, [])
    {
    }

    /// <summary>The type of its elements.</summary>
    public QmpTypeInfo ElementType { get; internal set; } = QmpBuiltinInfo.Unshown("any");
}
