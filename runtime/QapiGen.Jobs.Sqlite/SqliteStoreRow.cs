using System;
using System.Buffers.Binary;
using System.Text;

namespace QapiGen.Jobs.Sqlite;

/// <summary>What a store says about itself, as it stands in a page of the log.</summary>
/// <param name="Identity">What distinguishes it from others, in whatever form the database has its texts.</param>
/// <param name="Epoch">Its owner's epoch.</param>
/// <param name="Sequence">Number of its last record; a flush is what makes it higher.</param>
/// <param name="IsSynced">Whether its owner's flushes are synced.</param>
internal readonly record struct SqliteStoreRow(string Identity, long Epoch, long Sequence, bool IsSynced)
{
    // The table's columns, and how SQLite tells of an identity: a text of 32 bytes, or 64 in UTF-16 (sqlite.org/fileformat2.html#record_format).
    private const int Columns = 11;
    private const int IdentityColumn = 2;
    private const int EpochColumn = 3;
    private const int SequenceColumn = 7;
    private const int SyncedColumn = 10;
    private const int IdentityLength = 32;
    private const int FirstText = 13;
    private const byte LeafOfTable = 13;
    private const int CellsAt = 3;
    private const int FirstCellAt = 8;

    /// <summary>The row of a page; null if it is another page, or the row is one of an older version.</summary>
    public static SqliteStoreRow? Of(ReadOnlySpan<byte> page)
    {
        if (page[0] != LeafOfTable || BinaryPrimitives.ReadUInt16BigEndian(page[CellsAt..]) != 1)
        {
            return null;
        }

        var cell = new Reader(page, BinaryPrimitives.ReadUInt16BigEndian(page[FirstCellAt..]));
        _ = cell.Varint();
        if (cell.Varint() != 1)
        {
            return null;
        }

        long header = cell.Place + cell.Varint();
        var columns = new Reader(page, cell.Place);
        var values = new Reader(page, header);
        string? identity = null;
        (long epoch, long sequence, bool isSynced) = (0, 0, false);
        for (int column = 0; column < Columns; column++)
        {
            if (columns.Place >= header)
            {
                return null;
            }

            long type = columns.Varint();
            if (column == IdentityColumn)
            {
                identity = type is FirstText + (2 * IdentityLength) or FirstText + (4 * IdentityLength) ? values.Text((int)(type - FirstText) / 2) : null;
                continue;
            }

            long value = values.Value(type);
            epoch = column == EpochColumn ? value : epoch;
            sequence = column == SequenceColumn ? value : sequence;
            isSynced = column == SyncedColumn ? value == 1 : isSynced;
        }

        return identity is null || columns.IsBeyond || values.IsBeyond || columns.Place != header ? null : new SqliteStoreRow(identity, epoch, sequence, isSynced);
    }

    /// <summary>Reads on in a page of which nobody knows what it is: beyond its end, zeros.</summary>
    private ref struct Reader(ReadOnlySpan<byte> page, long place)
    {
        private readonly ReadOnlySpan<byte> _page = page;

        public long Place { get; private set; } = place;

        public readonly bool IsBeyond => Place < 0 || Place > _page.Length;

        public long Varint()
        {
            const int MaxShort = 8;
            ulong value = 0;
            for (int i = 0; i < MaxShort; i++)
            {
                byte part = Byte();
                value = (value << 7) | (part & 0x7Fu);
                if (part < 0x80)
                {
                    return (long)value;
                }
            }

            return (long)((value << 8) | Byte());
        }

        public string Text(int length)
        {
            string text = Place >= 0 && Place <= _page.Length - length ? Encoding.UTF8.GetString(_page.Slice((int)Place, length)) : "";
            Place += length;
            return text;
        }

        /// <summary>An integer; 0 for what is none.</summary>
        public long Value(long type)
        {
            const int FirstBlob = 12;
            int size = type switch { >= 1 and <= 4 => (int)type, 5 => 6, 6 or 7 => 8, _ => 0 };
            if (type >= FirstBlob)
            {
                Place += (type - FirstBlob) / 2;
                return 0;
            }

            long value = 0;
            for (int i = 0; i < size; i++)
            {
                byte part = Byte();
                value = i == 0 ? (sbyte)part : (value << 8) | part;
            }

            // Zero and one have types of their own.
            return type == 9 ? 1 : value;
        }

        private byte Byte()
        {
            byte value = Place >= 0 && Place < _page.Length ? _page[(int)Place] : (byte)0;
            Place++;
            return value;
        }
    }
}
