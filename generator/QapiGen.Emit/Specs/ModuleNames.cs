namespace QapiGen.Emit.Specs;

/// <summary>Names of the classes that a module has beside its types.</summary>
/// <param name="Interface">The command interface.</param>
/// <param name="Client">The client proxy.</param>
/// <param name="Dispatcher">The dispatcher.</param>
/// <param name="Commands">The command descriptors.</param>
/// <param name="Events">The event descriptors.</param>
/// <param name="Emitter">The event emitter.</param>
/// <param name="Features">The feature constants.</param>
/// <param name="Module">The module.</param>
/// <param name="RootClient">The client of the whole schema, of which each module writes a part.</param>
/// <param name="RootProperty">The module's property there.</param>
public sealed record ModuleNames(
    string Interface, string Client, string Dispatcher, string Commands, string Events, string Emitter, string Features, string Module,
    string RootClient, string RootProperty);
