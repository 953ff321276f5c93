using QapiGen.Schema.Text;

namespace QapiGen.Schema.Outline;

/// <summary>A member, value, branch or alternative as it is written.</summary>
/// <param name="Role">Which of them.</param>
/// <param name="Name">Its name, without <c>*</c>.</param>
/// <param name="NameSpan">Where the name stands.</param>
/// <param name="Extent">From the name to the end of what is said about it.</param>
public sealed record OutlinePart(NameRole Role, string Name, SourceSpan NameSpan, SourceSpan Extent)
{
    /// <summary>Whether it may be absent.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The name of its type, or of its elements' type; null for values, and where it isn't written.</summary>
    public string? Type { get; init; }

    /// <summary>Whether an array of <see cref="Type"/> is meant.</summary>
    public bool IsArray { get; init; }
}
