using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace QapiGen.Emit.Text;

/// <summary>Where in generated files the text of each spec stands, so that a spec which comes again is copied instead of written.</summary>
/// <remarks>Knows specs by identity, as long as somebody else holds them. Several threads may use it.</remarks>
public sealed class WrittenTexts
{
    private readonly ConditionalWeakTable<object, Slot> _slots = new();

    /// <summary>Begins a file.</summary>
    internal File Begin() => new(this);

    /// <summary>A file that is being written.</summary>
    internal sealed class File(WrittenTexts written)
    {
        private readonly List<(Slot Slot, int Start, int Length)> _items = [];

        /// <summary>Writes a spec, whose text depends on nothing else.</summary>
        public void Write<T>(T spec, Action<T, SourceWriter> write, SourceWriter w)
            where T : class
        {
            int start = w.Length;
            Slot slot = written._slots.GetOrCreateValue(spec);
            if (slot.Place is { } place)
            {
                w.Append(place.Text, place.Start, place.Length);
            }
            else
            {
                write(spec, w);
            }

            _items.Add((slot, start, w.Length - start));
        }

        /// <summary>Ends the file. Its text takes the place of earlier ones, which so are let go of.</summary>
        public void End(GeneratedText text)
        {
            foreach ((Slot slot, int start, int length) in _items)
            {
                slot.Place = new Place(text, start, length);
            }
        }
    }

    // Replaced as a whole, so that whoever reads meanwhile sees the one or the other.
    private sealed class Slot
    {
        public volatile Place? Place;
    }

    private sealed record Place(GeneratedText Text, int Start, int Length);
}
