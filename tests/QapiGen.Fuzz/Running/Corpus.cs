using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using QapiGen.Fuzz.Targets;

namespace QapiGen.Fuzz.Running;

/// <summary>The inputs that a target starts from: those that the repository keeps, and texts of its tests.</summary>
internal static class Corpus
{
    /// <summary>The folder of a target's inputs.</summary>
    public static string FolderOf(string root, FuzzTarget target) => Path.Combine(root, "tests", "QapiGen.Fuzz", "corpus", target.Name);

    /// <summary>The name of an input's file.</summary>
    public static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..16];

    /// <summary>The kept inputs of a target, with the paths of their files.</summary>
    public static IEnumerable<string> Files(string root, FuzzTarget target) =>
        Directory.Exists(FolderOf(root, target)) ? Directory.GetFiles(FolderOf(root, target)).Order(StringComparer.Ordinal) : [];

    /// <summary>Everything that a target starts from.</summary>
    public static IEnumerable<byte[]> Inputs(string root, FuzzTarget target)
    {
        IEnumerable<byte[]> texts = target.Seeds
            .Select(seed => (Folder: Path.Combine(root, seed.Folder), seed.Pattern))
            .Where(seed => Directory.Exists(seed.Folder))
            .SelectMany(seed => Directory.GetFiles(seed.Folder, seed.Pattern, SearchOption.AllDirectories).Where(IsSource).Order(StringComparer.Ordinal))
            .SelectMany(Texts);
        return Files(root, target).Select(File.ReadAllBytes).Concat(texts);
    }

    private static bool IsSource(string path) => !path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    // Of recorded conversations what each side sent; of other files the file.
    private static IEnumerable<byte[]> Texts(string path)
    {
        if (Path.GetExtension(path) != ".jsonl")
        {
            return [File.ReadAllBytes(path)];
        }

        return File.ReadLines(path).Where(line => line.Length > 0).SelectMany(static line =>
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return Strings(document.RootElement, "raw").Concat(Strings(document.RootElement, "input")).Concat(Strings(document.RootElement, "output")).ToList();
        });
    }

    private static IEnumerable<byte[]> Strings(JsonElement conversation, string member) =>
        conversation.TryGetProperty(member, out JsonElement texts) && texts.ValueKind == JsonValueKind.Array
            ? texts.EnumerateArray().Select(static text => System.Text.Encoding.UTF8.GetBytes(text.ValueKind == JsonValueKind.String ? text.GetString()! : text.GetRawText()))
            : [];
}
