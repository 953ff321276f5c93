using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

/// <summary>A module's commands as a property of the client of the whole schema.</summary>
/// <param name="Identifier">Name of the property.</param>
/// <param name="InterfaceName">Full name of the command interface.</param>
/// <param name="ClientName">Full name of the proxy.</param>
/// <param name="ModuleName">The module, for the documentation.</param>
/// <param name="Commands">Its commands, if it is another assembly's; else the module writes them itself.</param>
public sealed record ClientPropertySpec(string Identifier, string InterfaceName, string ClientName, string ModuleName, EquatableArray<CommandSpec> Commands);
