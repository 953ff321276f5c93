using System;
using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Binding;

/// <summary>Turns a loaded schema into its model: phases 2 to 6 (spec R-25).</summary>
/// <remarks>
/// Every fault is reported, phase by phase, so that the first is QEMU's first. What could be bound is in the model; where parts are
/// missing, <see cref="SchemaEntity.IsIncomplete"/> is set. The model is finished when this returns, and may be read by several threads.
/// </remarks>
public sealed class Binder
{
    private readonly LoadedSchema _loaded;
    private readonly DiagnosticBag _diagnostics;
    private PragmaState _pragmas = new();
    private PragmaState? _otherPragmas;
    private readonly List<DefinitionShape> _shapes;
    private readonly EntityTable _table;
    private readonly List<SchemaModule> _modules = new();
    private readonly Dictionary<LoadedFile, SchemaModule> _moduleOf = new();
    private readonly List<DocBlock> _docs;
    private readonly int _items;

    private Binder(LoadedSchema loaded, DiagnosticBag diagnostics)
    {
        _loaded = loaded;
        _diagnostics = diagnostics;
        foreach (LoadedFile file in loaded.Files)
        {
            _items += file.Document.Items.Count;
        }

        _shapes = new List<DefinitionShape>(_items);
        _docs = new List<DocBlock>(_items);
        _table = new EntityTable(_items);
    }

    /// <summary>Binds a schema.</summary>
    /// <param name="loaded">The root with what it includes, and the dialect.</param>
    /// <param name="diagnostics">Takes the faults; those of phase 1 should be in it already.</param>
    public static QapiSchema Bind(LoadedSchema loaded, DiagnosticBag diagnostics) => new Binder(loaded, diagnostics).Run();

    private QapiSchema Run()
    {
        var builtin = new SchemaModule(_loaded.Dialect.BuiltinModuleName ?? "./builtin", null);
        _modules.Add(builtin);
        foreach (LoadedFile file in _loaded.Files)
        {
            var module = new SchemaModule(file.ModuleName, file.Document.File);
            _modules.Add(module);
            _moduleOf.Add(file, module);
        }

        var maker = new EntityMaker(_table, builtin);
        maker.EnterPredefined(_loaded.Dialect.QTypePrefix);
        ReadShapes(out List<object> order);
        Enter(maker, order);
        Resolve(maker.Empty);
        if (_loaded.Dialect.MaxFeatureNames is { } limit)
        {
            FeatureCount.Check(_shapes, limit);
        }

        RepeatedMembers.Check(_table.Entries);

        return MakeSchema();
    }

    // Phase 2. Pragmas hold for all definitions, whatever comes first (spec T-22).
    private void ReadShapes(out List<object> order)
    {
        order = new List<object>(_items);
        foreach ((LoadedFile file, TopLevelSyntax item, int index, LoadedInclude? include) in ReadingOrder.Walk(_loaded.Root))
        {
            switch (item)
            {
                case PragmaSyntax pragma:
                    _pragmas.Apply(pragma);
                    break;
                case FreeFormSyntax free:
                    _docs.Add(free.Documentation);
                    break;
                case DefinitionSyntax definition:
                    var scope = new DefinitionScope(file, _moduleOf[file], definition, index, _diagnostics);
                    order.Add(scope);
                    AddDoc(definition.Documentation);
                    break;
                case IncludeSyntax when include?.File is { } included:
                    order.Add(new IncludeEntity
                    {
                        Name = included.ModuleName,
                        Module = _moduleOf[file],
                        Included = _moduleOf[included],
                        Location = new(file.Document.File, item.Span),
                    });
                    break;
            }
        }

        ReadShapes(order);
    }

    private void AddDoc(DocBlock? doc)
    {
        if (doc is not null)
        {
            _docs.Add(doc);
        }
    }

    private void ReadShapes(List<object> order)
    {
        for (int i = 0; i < order.Count; i++)
        {
            // What a syntax fault left of a definition says nothing more.
            if (order[i] is not DefinitionScope scope)
            {
                continue;
            }

            if (!scope.Syntax.IsBroken && ReadShape(scope) is { } shape)
            {
                order[i] = shape;
                _shapes.Add(shape);
            }
            else
            {
                LoseNames(scope.Syntax.Object);
            }
        }
    }

    private DefinitionShape? ReadShape(DefinitionScope scope)
    {
        bool mayKeep = ReferenceEquals(scope.File.Document.Dialect, _loaded.Dialect);
        if (mayKeep && KnownShape.Of(scope) is { } known)
        {
            TakeKnownPragmas(known.Pragmas);
            if (known.In(scope, _pragmas) is { } read)
            {
                return read;
            }
        }

        int findings = _diagnostics.Count;
        DefinitionShape? shape = ShapeReader.Read(scope, _loaded.Dialect, _pragmas);
        if (shape is not null && mayKeep && _diagnostics.Count == findings)
        {
            KnownShape.Keep(shape, _pragmas);
        }

        return shape;
    }

    // Compared as a whole once in a run, not for each definition.
    private void TakeKnownPragmas(PragmaState known)
    {
        if (!ReferenceEquals(known, _pragmas) && !ReferenceEquals(known, _otherPragmas))
        {
            (_pragmas, _otherPragmas) = known.SaysTheSame(_pragmas) ? (known, _otherPragmas) : (_pragmas, known);
        }
    }

    // What somebody meant to define is no unknown type elsewhere.
    private void LoseNames(ObjectSyntax definition)
    {
        foreach (PairSyntax pair in definition.Pairs)
        {
            if (pair.Value is StringSyntax name)
            {
                _table.Lose(name.Value);
            }
        }
    }

    // Phase 3.
    private void Enter(EntityMaker maker, List<object> order)
    {
        foreach (object item in order)
        {
            if (item is DefinitionShape shape)
            {
                maker.Enter(shape);
            }
            else if (item is IncludeEntity include)
            {
                _table.Append(new EntityEntry { Entity = include, State = CheckState.Done });
            }
        }

        maker.MakeDerivedTypes();
    }

    // Phases 4 and 5.
    private void Resolve(ObjectType empty)
    {
        var resolver = new Resolver(_table, empty, _loaded.Dialect, _pragmas, IsPartial());
        var documentation = new DocumentationMatcher(_loaded.Dialect, _pragmas);
        foreach (EntityEntry entry in _table.Entries)
        {
            resolver.Resolve(entry);
            if (entry is { IsDefinition: true, Shape: { } shape })
            {
                CheckMissing(documentation, shape);
                if (!documentation.ChecksExistenceLast)
                {
                    CheckExisting(documentation, shape);
                }
            }
        }

        if (documentation.ChecksExistenceLast)
        {
            _shapes.ForEach(shape => CheckExisting(documentation, shape));
        }
    }

    private void CheckMissing(DocumentationMatcher documentation, DefinitionShape shape)
    {
        if (shape.Known is not { HasNothingMissing: true })
        {
            int findings = _diagnostics.Count;
            documentation.CheckMissing(shape);
            if (shape.Known is { } known)
            {
                known.HasNothingMissing = _diagnostics.Count == findings;
            }
        }
    }

    private void CheckExisting(DocumentationMatcher documentation, DefinitionShape shape)
    {
        if (shape.Known is not { HasNothingUnknown: true })
        {
            int findings = _diagnostics.Count;
            documentation.CheckExisting(shape);
            if (shape.Known is { } known)
            {
                known.HasNothingUnknown = _diagnostics.Count == findings;
            }
        }
    }

    // A failed include or a syntax error hides definitions, so that an unknown type may not be one.
    private bool IsPartial()
    {
        foreach (LoadedFile file in _loaded.Files)
        {
            foreach (LoadedInclude include in file.Includes)
            {
                if (include.File is null)
                {
                    return true;
                }
            }

            foreach (SchemaDiagnostic diagnostic in file.Document.Diagnostics)
            {
                if (diagnostic.Severity == SchemaSeverity.Error && diagnostic.Rule.Id.StartsWith("QAPI0", StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // What is written comes before an array type of the same name, but nothing before what is predefined.
    private static void AddName(Dictionary<string, SchemaEntity> byName, SchemaEntity entity)
    {
        bool isTaken = byName.TryGetValue(entity.Name, out SchemaEntity? taken) && (taken.Module.IsBuiltin || entity is ArrayType);
        if (entity is not IncludeEntity && !isTaken)
        {
            byName[entity.Name] = entity;
        }
    }

    private QapiSchema MakeSchema()
    {
        var entities = new List<SchemaEntity>(_table.Entries.Count);
        var byName = new Dictionary<string, SchemaEntity>(_table.Entries.Count, StringComparer.Ordinal);
        foreach (EntityEntry entry in _table.Entries)
        {
            if (entry.Entity is { } entity)
            {
                entities.Add(entity);
                entity.Module.Add(entity);
                AddName(byName, entity);
            }
        }

        return new QapiSchema { Dialect = _loaded.Dialect, Modules = _modules, Entities = entities, DocBlocks = _docs, ByName = byName };
    }
}
