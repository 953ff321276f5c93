using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QapiGen.Jobs.Stores.Tests.Disk;

/// <summary>Stands between SQLite and the system (https://www.sqlite.org/vfs.html): what is done to files on a <see cref="FaultyDisk"/> goes by what that says.</summary>
internal static unsafe partial class FaultyFileSystem
{
    private const int Ok = 0;

    private static Vfs* s_real;
    private static Methods* s_methods;

    /// <summary>The name for <c>Vfs</c> in a connection string.</summary>
    public static string Name { get; } = Register();

    private static string Register()
    {
        const string Name = "qapigen-faulty";
        SQLitePCL.Batteries_V2.Init();
        s_real = FindVfs(null);
        var own = (Vfs*)NativeMemory.AllocZeroed((nuint)sizeof(Vfs));
        *own = *s_real;
        own->FileSize += sizeof(DiskHandle);
        own->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
        own->Open = &Open;
        own->Delete = &Delete;
        s_methods = (Methods*)NativeMemory.AllocZeroed((nuint)sizeof(Methods));
        *s_methods = new Methods
        {
            // Without mapped files, which would be read past this.
            Version = 2,
            Close = &Close,
            Read = &Read,
            Write = &Write,
            Truncate = &Truncate,
            Sync = &Sync,
            FileSize = &FileSize,
            Lock = &Lock,
            Unlock = &Unlock,
            CheckReservedLock = &CheckReservedLock,
            FileControl = &FileControl,
            SectorSize = &SectorSize,
            DeviceCharacteristics = &DeviceCharacteristics,
            ShmMap = &ShmMap,
            ShmLock = &ShmLock,
            ShmBarrier = &ShmBarrier,
            ShmUnmap = &ShmUnmap,
        };
        return RegisterVfs(own, 0) == Ok ? Name : throw new InvalidOperationException("SQLite takes no file system.");
    }

    private static DiskHandle* Real(DiskHandle* file) => file + 1;

    private static DiskFile? FileOf(DiskHandle* file) => file->Id == 0 ? null : (DiskFile?)GCHandle.FromIntPtr(file->Id).Target;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(Vfs* self, byte* name, DiskHandle* file, int flags, int* outFlags)
    {
        *file = default;
        DiskFile? known = FaultyDisk.Find(Marshal.PtrToStringUTF8((nint)name));
        int code = s_real->Open(s_real, name, Real(file), flags, outFlags);
        if (Real(file)->Methods is not null)
        {
            file->Methods = s_methods;
            file->Id = known is null ? 0 : GCHandle.ToIntPtr(GCHandle.Alloc(known));
        }

        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(Vfs* self, byte* name, int syncsFolder)
    {
        DiskFile? file = FaultyDisk.Find(Marshal.PtrToStringUTF8((nint)name));
        DiskAnswer answer = file?.Disk.Ask(DiskOperation.Delete, file, default) ?? default;
        if (answer.Code != Ok)
        {
            return answer.Code;
        }

        int code = s_real->Delete(s_real, name, 0);
        file?.Disk.Delete(file);
        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(DiskHandle* file)
    {
        if (file->Id != 0)
        {
            GCHandle.FromIntPtr(file->Id).Free();
        }

        return Real(file)->Methods->Close(Real(file));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(DiskHandle* file, byte* data, int size, long offset)
    {
        if (FileOf(file) is not { } known)
        {
            return Real(file)->Methods->Write(Real(file), data, size, offset);
        }

        var change = new DiskChange(offset, new ReadOnlySpan<byte>(data, size).ToArray());
        DiskAnswer answer = known.Disk.Ask(DiskOperation.Write, known, change);
        int written = answer.Code == Ok ? size : int.Min(answer.Torn, size);
        if (written > 0)
        {
            int code = Real(file)->Methods->Write(Real(file), data, written, offset);
            if (code != Ok)
            {
                return code;
            }

            known.Change(change with { Bytes = change.Bytes![..written] });
        }

        return answer.Code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(DiskHandle* file, long size)
    {
        DiskFile? known = FileOf(file);
        DiskAnswer answer = known?.Disk.Ask(DiskOperation.Truncate, known, new DiskChange(size, null)) ?? default;
        if (answer.Code != Ok)
        {
            return answer.Code;
        }

        int code = Real(file)->Methods->Truncate(Real(file), size);
        if (code == Ok)
        {
            known?.Change(new DiskChange(size, null));
        }

        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(DiskHandle* file, int flags)
    {
        if (FileOf(file) is not { } known)
        {
            return Real(file)->Methods->Sync(Real(file), flags);
        }

        // The system's own disk needn't turn for a disk that is thought up.
        DiskAnswer answer = known.Disk.Ask(DiskOperation.Sync, known, default);
        known.Sync(answer);
        return answer.Code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(DiskHandle* file, byte* data, int size, long offset) => Real(file)->Methods->Read(Real(file), data, size, offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(DiskHandle* file, long* size) => Real(file)->Methods->FileSize(Real(file), size);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lock(DiskHandle* file, int kind) => Real(file)->Methods->Lock(Real(file), kind);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Unlock(DiskHandle* file, int kind) => Real(file)->Methods->Unlock(Real(file), kind);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(DiskHandle* file, int* answer) => Real(file)->Methods->CheckReservedLock(Real(file), answer);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(DiskHandle* file, int operation, void* argument) => Real(file)->Methods->FileControl(Real(file), operation, argument);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(DiskHandle* file) => Real(file)->Methods->SectorSize(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceCharacteristics(DiskHandle* file) => Real(file)->Methods->DeviceCharacteristics(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmMap(DiskHandle* file, int region, int size, int extends, void** data) => Real(file)->Methods->ShmMap(Real(file), region, size, extends, data);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmLock(DiskHandle* file, int offset, int count, int flags) => Real(file)->Methods->ShmLock(Real(file), offset, count, flags);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ShmBarrier(DiskHandle* file) => Real(file)->Methods->ShmBarrier(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmUnmap(DiskHandle* file, int deletes) => Real(file)->Methods->ShmUnmap(Real(file), deletes);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find", StringMarshalling = StringMarshalling.Utf8)]
    private static partial Vfs* FindVfs(string? name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    private static partial int RegisterVfs(Vfs* vfs, int isDefault);

    /// <summary><c>sqlite3_file</c>, and which of our files it is; the system's own follows.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct DiskHandle
    {
        public Methods* Methods;
        public nint Id;
    }

    /// <summary><c>sqlite3_vfs</c>; what isn't ours has no names here.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version;
        public int FileSize;
        public int MaxPath;
        public Vfs* Next;
        public byte* Name;
        public void* Data;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, DiskHandle*, int, int*, int> Open;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
        public fixed long Others[14];
    }

    /// <summary><c>sqlite3_io_methods</c> of version 2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Methods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<DiskHandle*, int> Close;
        public delegate* unmanaged[Cdecl]<DiskHandle*, byte*, int, long, int> Read;
        public delegate* unmanaged[Cdecl]<DiskHandle*, byte*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<DiskHandle*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<DiskHandle*, int, int> Sync;
        public delegate* unmanaged[Cdecl]<DiskHandle*, long*, int> FileSize;
        public delegate* unmanaged[Cdecl]<DiskHandle*, int, int> Lock;
        public delegate* unmanaged[Cdecl]<DiskHandle*, int, int> Unlock;
        public delegate* unmanaged[Cdecl]<DiskHandle*, int*, int> CheckReservedLock;
        public delegate* unmanaged[Cdecl]<DiskHandle*, int, void*, int> FileControl;
        public delegate* unmanaged[Cdecl]<DiskHandle*, int> SectorSize;
        public delegate* unmanaged[Cdecl]<DiskHandle*, int> DeviceCharacteristics;
        public delegate* unmanaged[Cdecl]<DiskHandle*, int, int, int, void**, int> ShmMap;
        public delegate* unmanaged[Cdecl]<DiskHandle*, int, int, int, int> ShmLock;
        public delegate* unmanaged[Cdecl]<DiskHandle*, void> ShmBarrier;
        public delegate* unmanaged[Cdecl]<DiskHandle*, int, int> ShmUnmap;
    }
}
