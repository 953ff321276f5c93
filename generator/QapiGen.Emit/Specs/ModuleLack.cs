using System;
using System.Linq;

namespace QapiGen.Emit.Specs;

/// <summary>What an assembly's module lacks that another build may need, as it stands behind the hash of its definitions.</summary>
internal static class ModuleLack
{
    private const string Client = "-client";

    private const string Server = "-server";

    private const string Needed = "-needed";

    /// <summary>What is behind the hash of a module: the one side that it was generated for, if there are files for another, and whether it has of each codec only what it needs itself.</summary>
    public static string Of(ModuleSpec module)
    {
        bool IsWanted(ModulePartKind kind, GenerationRole role) => ModulePart.IsWanted(kind, role, module.Commands.Count > 0, module.Events.Count > 0);
        bool hasAll = Enum.GetValues(typeof(ModulePartKind)).Cast<ModulePartKind>().All(kind => IsWanted(kind, module.Role) || !IsWanted(kind, GenerationRole.Both));
        string side = hasAll ? "" : module.Role == GenerationRole.Client ? Client : Server;
        return module.OnlyNeededCodecs ? side + Needed : side;
    }

    /// <summary>The setting that the assembly's item would need for a build to use its module; null if the build can as it is.</summary>
    /// <param name="lack">What stands behind the hash.</param>
    /// <param name="role">The build's role.</param>
    public static string? MendFor(string lack, GenerationRole role) => lack switch
    {
        "" => null,
        Client when role == GenerationRole.Client => null,
        Server when role == GenerationRole.Server => null,
        Needed => "Codecs=\"Both\"",
        Client + Needed when role == GenerationRole.Client => "Codecs=\"Both\"",
        Server + Needed when role == GenerationRole.Server => "Codecs=\"Both\"",
        _ => "Role=\"Both\"",
    };
}
