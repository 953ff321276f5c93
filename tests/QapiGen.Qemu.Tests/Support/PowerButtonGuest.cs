using System;
using System.IO;

namespace QapiGen.Qemu.Tests.Support;

/// <summary>A guest of a few instructions in a boot sector: it says that it is there, waits for the power button, and switches the machine off.</summary>
/// <remarks>On QEMU's <c>pc</c> the firmware puts the ACPI power management block at port 0x600: status, enable (0x602), control (0x604).</remarks>
internal static class PowerButtonGuest
{
    /// <summary>What it writes to the first serial port once it waits.</summary>
    public const string Greeting = "guest waits";

    private static readonly byte[] Code =
    [
        0xBA, 0x02, 0x06,   // mov dx, 0x602
        0xB8, 0x00, 0x01,   // mov ax, 0x100    power button enable
        0xEF,               // out dx, ax
        0xBE, 0x00, 0x7D,   // mov si, 0x7D00   the greeting
        0xBA, 0xF8, 0x03,   // mov dx, 0x3F8    first serial port
        0xFC,               // cld
        0xB9, 0x00, 0x00, // mov cx, length  set below
        0x31, 0xC0,         // xor ax, ax
        0x8E, 0xD8,         // mov ds, ax
        0xF3, 0x6E,         // rep outsb
        0xBA, 0x00, 0x06,   // mov dx, 0x600
        0xED,               // in ax, dx
        0xF6, 0xC4, 0x01,   // test ah, 1       power button status
        0x74, 0xFA,         // jz to in
        0xBA, 0x04, 0x06,   // mov dx, 0x604
        0xB8, 0x00, 0x20,   // mov ax, 0x2000   sleep enable, type 0: off
        0xEF,               // out dx, ax
        0xF4,               // hlt
        0xEB, 0xFD,         // jmp to hlt
    ];

    /// <summary>Writes a disk with it.</summary>
    public static void Write(string path)
    {
        byte[] disk = new byte[1024 * 1024];
        Code.CopyTo(disk, 0);
        disk[Array.IndexOf(Code, (byte)0xB9) + 1] = (byte)Greeting.Length;
        System.Text.Encoding.ASCII.GetBytes(Greeting).CopyTo(disk, 0x100);
        disk[510] = 0x55;
        disk[511] = 0xAA;
        File.WriteAllBytes(path, disk);
    }
}
