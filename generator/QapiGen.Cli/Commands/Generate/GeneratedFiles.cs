using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Emit;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;

namespace QapiGen.Cli.Commands.Generate;

/// <summary>Emits a plan on all processors.</summary>
internal static class GeneratedFiles
{
    /// <summary>A file for each module and kind, in the order of their names.</summary>
    public static OutputFile[] Make(SchemaPlan plan, CancellationToken cancellationToken)
    {
        var files = new ConcurrentBag<OutputFile> { Encode(SchemaEmitter.EmitRoot(plan.BuildRoot())) };
        ForEachModule(
            plan,
            (module, _) =>
            {
                foreach (GeneratedFile file in SchemaEmitter.EmitModule(module))
                {
                    files.Add(Encode(file));
                }
            },
            cancellationToken);
        return [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    /// <summary>One file with everything, in the order of the schema.</summary>
    public static OutputFile Join(SchemaPlan plan, CancellationToken cancellationToken)
    {
        RootSpec root = plan.BuildRoot();
        byte[] rootText = Encode(SingleFile.EmitRoot(root));
        var modules = new ConcurrentDictionary<long, (ModuleSpec Spec, byte[] Text)>();
        ForEachModule(plan, (module, index) => modules[index] = (module, Encode(SingleFile.EmitModule(module))), cancellationToken);
        (ModuleSpec Spec, byte[] Text)[] ordered = [.. modules.OrderBy(static pair => pair.Key).Select(static pair => pair.Value)];
        byte[] head = Encode(SingleFile.EmitHead(root, [.. ordered.Select(static module => module.Spec)]));
        return new OutputFile(SingleFile.NameOf(root), Concatenate([head, rootText, .. ordered.Select(static module => module.Text)]));
    }

    // Modules are planned one after the other; while one is planned, those before it are emitted.
    private static void ForEachModule(SchemaPlan plan, Action<ModuleSpec, long> emit, CancellationToken cancellationToken) =>
        Parallel.ForEach(plan.PlanModules(), new ParallelOptions { CancellationToken = cancellationToken }, (module, _, index) => emit(module.Spec, index));

    private static byte[] Concatenate(IReadOnlyList<byte[]> pieces)
    {
        var whole = new byte[pieces.Sum(static piece => piece.Length)];
        int used = 0;
        foreach (byte[] piece in pieces)
        {
            piece.CopyTo(whole, used);
            used += piece.Length;
        }

        return whole;
    }

    private static OutputFile Encode(GeneratedFile file) => new(file.HintName, Encode(file.Text));

    private static byte[] Encode(GeneratedText text)
    {
        byte[] content = text.ToUtf8();
        text.Recycle();
        return content;
    }
}
