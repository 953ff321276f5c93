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
        bool isClient = (module.Role & GenerationRole.Client) != 0;
        bool isServer = (module.Role & GenerationRole.Server) != 0;
        (ModulePartKind Kind, bool IsWanted, ModuleSpec Content)[] parts =
        [
            (ModulePartKind.Enums, module.Enums.Count > 0, frame with { Enums = module.Enums }),
            (ModulePartKind.Structs, module.Structs.Count > 0, frame with { Structs = module.Structs }),
            (ModulePartKind.Unions, module.Unions.Count > 0, frame with { Unions = module.Unions }),
            (ModulePartKind.Alternates, module.Alternates.Count > 0, frame with { Alternates = module.Alternates }),
            (ModulePartKind.Commands, module.Commands.Count > 0, frame with { Commands = module.Commands }),
            (ModulePartKind.Client, isClient && module.Commands.Count > 0, frame with { Commands = module.Commands }),
            (ModulePartKind.Dispatcher, isServer && module.Commands.Count > 0, frame with { Commands = module.Commands }),
            (ModulePartKind.Events, module.Events.Count > 0, frame with { Events = module.Events }),
            (ModulePartKind.EventEmitter, isServer && module.Events.Count > 0, frame with { Events = module.Events }),
            (ModulePartKind.Module, true, module with { Enums = default, Structs = default, Unions = default, Alternates = default }),
        ];
        foreach ((ModulePartKind kind, bool isWanted, ModuleSpec content) in parts)
        {
            if (isWanted)
            {
                yield return new ModulePart(content, kind);
            }
        }
    }
}
