using System.Collections.Generic;

namespace QapiGen.Emit.Specs;

/// <summary>What one file of a module is generated from; equal when the file would be.</summary>
/// <param name="Module">The module, without what this file doesn't show.</param>
/// <param name="Kind">Which file.</param>
public sealed record ModulePart(ModuleSpec Module, ModulePartKind Kind)
{
    /// <summary>The files of a module.</summary>
    public static IEnumerable<ModulePart> Split(ModuleSpec module)
    {
        ModuleSpec frame = module with
        {
            Enums = default,
            Structs = default,
            Unions = default,
            Alternates = default,
            Commands = default,
            Events = default,
            Features = default,
            ContentHash = "",
            Definitions = default,
            Documentation = default,
        };
        bool IsNeeded(ModulePartKind kind) => IsWanted(kind, module.Role, module.Commands.Count > 0, module.Events.Count > 0);
        (ModulePartKind Kind, bool IsNeeded, ModuleSpec Content)[] parts =
        [
            (ModulePartKind.Enums, module.Enums.Count > 0, frame with { Enums = module.Enums }),
            (ModulePartKind.Structs, module.Structs.Count > 0, frame with { Structs = module.Structs }),
            (ModulePartKind.Unions, module.Unions.Count > 0, frame with { Unions = module.Unions }),
            (ModulePartKind.Alternates, module.Alternates.Count > 0, frame with { Alternates = module.Alternates }),
            (ModulePartKind.Commands, IsNeeded(ModulePartKind.Commands), frame with { Commands = module.Commands }),
            (ModulePartKind.Client, IsNeeded(ModulePartKind.Client), frame with { Commands = module.Commands }),
            (ModulePartKind.Dispatcher, IsNeeded(ModulePartKind.Dispatcher), frame with { Commands = module.Commands }),
            (ModulePartKind.Events, IsNeeded(ModulePartKind.Events), frame with { Events = module.Events }),
            (ModulePartKind.EventEmitter, IsNeeded(ModulePartKind.EventEmitter), frame with { Events = module.Events }),
            (ModulePartKind.Module, IsNeeded(ModulePartKind.Module), module with { Enums = default, Structs = default, Unions = default, Alternates = default }),
        ];
        foreach ((ModulePartKind kind, bool isNeeded, ModuleSpec content) in parts)
        {
            if (isNeeded)
            {
                yield return new ModulePart(content, kind);
            }
        }
    }

    /// <summary>Whether a file is generated for a module; one of types is if the module has such.</summary>
    /// <param name="kind">Which file.</param>
    /// <param name="role">Which sides to generate for.</param>
    /// <param name="hasCommands">Whether there are commands.</param>
    /// <param name="hasEvents">Whether there are events.</param>
    public static bool IsWanted(ModulePartKind kind, GenerationRole role, bool hasCommands, bool hasEvents) => kind switch
    {
        ModulePartKind.Commands => hasCommands,
        ModulePartKind.Client => hasCommands && (role & GenerationRole.Client) != 0,
        ModulePartKind.Dispatcher => hasCommands && (role & GenerationRole.Server) != 0,
        ModulePartKind.Events => hasEvents,
        ModulePartKind.EventEmitter => hasEvents && (role & GenerationRole.Server) != 0,
        _ => true,
    };
}
