using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;

namespace QapiGen.Emit.Planning;

/// <summary>Finds out whether a module's code touches what is deprecated or unstable.</summary>
internal static class MarkFinder
{
    /// <summary>Whether it does.</summary>
    public static bool IsMarked(ModuleSpec module) => Marks(module).Any(mark => mark.IsDeprecated || mark.IsUnstable);

    private static IEnumerable<MarkSpec> Marks(ModuleSpec module)
    {
        IEnumerable<MemberSpec> members = module.Structs.SelectMany(type => type.Members)
            .Concat(module.Unions.SelectMany(type => type.Members.Concat(type.Branches.SelectMany(branch => branch.Members))))
            .Concat(module.Events.SelectMany(data => data.Members));
        return members.Select(member => member.Mark)
            .Concat(module.Unions.SelectMany(type => type.Branches).Select(branch => branch.Mark))
            .Concat(module.Commands.Select(command => command.Mark))
            .Concat(module.Events.Select(data => data.Mark));
    }
}
