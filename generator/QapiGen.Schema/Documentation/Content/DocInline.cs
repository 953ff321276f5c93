namespace QapiGen.Schema.Documentation.Content;

/// <summary>A piece of a line of documentation. Line ends of the schema are kept as LF inside texts and mean a blank.</summary>
public abstract record DocInline;

/// <summary>Plain text.</summary>
/// <param name="Text">The text, without mark-up.</param>
public sealed record DocText(string Text) : DocInline;

/// <summary>Emphasized text: <c>*text*</c>, or <c>**text**</c>.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsStrong">Whether it is strong.</param>
public sealed record DocEmphasis(string Text, bool IsStrong) : DocInline;

/// <summary>Literal text: <c>``text``</c>.</summary>
/// <param name="Text">The text.</param>
public sealed record DocCode(string Text) : DocInline;

/// <summary>A member or argument of what is documented: <c>@node-name</c>. Older documentation writes type names like this, too.</summary>
/// <param name="Name">Its name.</param>
public sealed record DocMemberReference(string Name) : DocInline;

/// <summary>Another definition, or a place in a manual: <c>`block-job-pause`</c>, <c>:ref:`label`</c>.</summary>
/// <param name="Target">The name.</param>
/// <param name="Role">The role before it, without colons: <c>ref</c>, <c>doc</c>; empty for a definition.</param>
/// <param name="Text">What is shown: the name itself, unless there is a text as in <c>:doc:`the manual &lt;index&gt;`</c>.</param>
public sealed record DocReference(string Target, string Role, string Text) : DocInline;

/// <summary>A link: <c>https://…</c>, or <c>`text &lt;https://…&gt;`_</c>.</summary>
/// <param name="Text">What is shown; the address itself if there is no text.</param>
/// <param name="Address">The address.</param>
public sealed record DocLink(string Text, string Address) : DocInline;
