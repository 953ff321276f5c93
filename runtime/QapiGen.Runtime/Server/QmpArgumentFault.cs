using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Server;

/// <summary>What is wrong with arguments, in QEMU's words (QMP spec 12).</summary>
/// <param name="Text">The text of the error.</param>
/// <param name="ErrorClass">Its class.</param>
internal sealed record QmpArgumentFault(string Text, QmpErrorClass ErrorClass = QmpErrorClass.GenericError);
