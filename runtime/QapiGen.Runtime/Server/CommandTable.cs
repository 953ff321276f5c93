using System;
using System.Collections.Generic;
using System.Numerics;

namespace QapiGen.Runtime.Server;

/// <summary>Finds commands by their name in UTF-8 without making a string of it.</summary>
internal sealed class CommandTable
{
    private readonly CommandEntry?[] _slots;

    /// <summary>Makes the table; of two commands of one name the first counts.</summary>
    public CommandTable(IReadOnlyList<CommandEntry> entries)
    {
        _slots = new CommandEntry?[BitOperations.RoundUpToPowerOf2((uint)(entries.Count * 3) + 8)];
        var unique = new List<CommandEntry>(entries.Count);
        foreach (CommandEntry entry in entries)
        {
            ref CommandEntry? slot = ref Slot(entry.Descriptor.Utf8Name);
            if (slot is null)
            {
                slot = entry;
                unique.Add(entry);
            }
        }

        Entries = unique;
    }

    /// <summary>All commands, in the order of registration.</summary>
    public IReadOnlyList<CommandEntry> Entries { get; }

    /// <summary>Looks a command up; null if there is none.</summary>
    public CommandEntry? Find(ReadOnlySpan<byte> name) => Slot(name);

    // Names are the schema's, so nobody can choose them to collide.
    private static uint Hash(ReadOnlySpan<byte> name)
    {
        uint hash = (uint)name.Length;
        foreach (byte value in name)
        {
            hash = (BitOperations.RotateLeft(hash, 5) ^ value) * 0x9E3779B1u;
        }

        return hash ^ (hash >> 15);
    }

    private ref CommandEntry? Slot(ReadOnlySpan<byte> name)
    {
        int mask = _slots.Length - 1;
        int slot = (int)Hash(name) & mask;
        while (_slots[slot] is { } entry && !entry.Descriptor.Utf8Name.SequenceEqual(name))
        {
            slot = (slot + 1) & mask;
        }

        return ref _slots[slot];
    }
}
