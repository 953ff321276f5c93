using System;
using System.Data.Common;
using System.IO;
using System.Net.Sockets;
using Npgsql;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>What errors of the server and of connections mean to who uses a store.</summary>
internal static class PostgreSqlFaults
{
    /// <summary>Whether an exception tells of the server, and not of a fault here.</summary>
    public static bool IsOfServer(Exception exception) => exception is DbException or SocketException or IOException or TimeoutException;

    public static JobStoreException From(Exception cause, string name)
    {
        JobStoreFault fault = cause is PostgresException { SqlState: var state }
            ? state switch
            {
                PostgresErrorCodes.DiskFull => JobStoreFault.Full,
                PostgresErrorCodes.LockNotAvailable => JobStoreFault.Locked,
                PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege => JobStoreFault.ReadOnly,
                PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => JobStoreFault.Corrupt,
                PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn => JobStoreFault.Corrupt,
                _ => JobStoreFault.Unavailable,
            }
            : JobStoreFault.Unavailable;
        string what = fault switch
        {
            JobStoreFault.Full => "has no room left",
            JobStoreFault.Locked => "is held by somebody else",
            JobStoreFault.ReadOnly => "may not be written",
            JobStoreFault.Corrupt => "is damaged, or isn't a store of jobs",
            _ => "can't be reached or used",
        };
        return new JobStoreException(fault, $"The store {name} {what}: {cause.Message}", cause);
    }

    public static JobStoreException Lost(string name, long epoch) => new(
        JobStoreFault.OwnershipLost, $"Another owner has opened the store {name}: nothing more can be written under epoch {epoch}.");
    public static JobStoreException OtherStore(string name) => new(
        JobStoreFault.OwnershipLost, $"The transaction in {name} isn't in the store of this job, but in another one: roll it back, and begin one where the job is kept.");
}
