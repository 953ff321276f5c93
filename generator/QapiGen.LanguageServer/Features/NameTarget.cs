using QapiGen.Schema.Outline;

namespace QapiGen.LanguageServer.Features;

/// <summary>What a name means.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Owner">The definition that declares it; empty for what is known everywhere.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct NameTarget(TargetKind Kind, string Owner, string Name);

/// <summary>Sorts of things that names mean.</summary>
internal enum TargetKind
{
    /// <summary>A type, command or event.</summary>
    Definition,

    /// <summary>A member, value or alternative.</summary>
    Part,

    /// <summary>A feature of a definition or of one of its parts.</summary>
    Feature,

    /// <summary>A symbol of conditions.</summary>
    Symbol,

    /// <summary>A file.</summary>
    File,
}

/// <summary>A place where something is declared or used.</summary>
/// <param name="Document">The file.</param>
/// <param name="Occurrence">The place in it.</param>
internal readonly record struct Use(DocumentOutline Document, NameOccurrence Occurrence);
