using QapiGen.Emit.Specs;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>A type that stands directly in a namespace, if it is generated at all.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Module">The module that it is generated for.</param>
/// <param name="Entity">What it stands for, or belongs to; null for a module's own.</param>
/// <param name="Part">The file that it is in.</param>
internal readonly record struct DeclaredType(string Name, SchemaModule Module, SchemaEntity? Entity, ModulePartKind Part);
