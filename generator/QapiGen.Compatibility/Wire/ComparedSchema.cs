using System;
using System.Linq;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Wire;

/// <summary>Reads schemas that are compared. What an old one has against the rules of its dialect is no fault: nobody can mend it.</summary>
public static class ComparedSchema
{
    /// <summary>Reads one; if it is old and has faults, again without the rules of its dialect.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="dialect">How it is read.</param>
    /// <param name="isOld">Whether it is the older one.</param>
    /// <param name="read">Reads it in a dialect.</param>
    /// <param name="hasFaults">Whether what came of it has faults.</param>
    public static T Read<T>(Dialect dialect, bool isOld, Func<Dialect, T> read, Func<T, bool> hasFaults)
    {
        T found = read(dialect);
        return isOld && dialect != Dialect.Lenient && hasFaults(found) ? read(Dialect.Lenient) : found;
    }

    /// <summary>Reads and binds one, as <see cref="Read"/> does.</summary>
    /// <param name="dialect">How it is read.</param>
    /// <param name="isOld">Whether it is the older one.</param>
    /// <param name="bind">Reads and binds it in a dialect.</param>
    /// <param name="fault">The first fault, with its place, if it has any.</param>
    /// <returns>Null if it has faults.</returns>
    public static QapiSchema? Bind(Dialect dialect, bool isOld, Func<Dialect, DiagnosticBag, QapiSchema> bind, out string? fault)
    {
        (QapiSchema schema, SchemaDiagnostic? error) = Read(dialect, isOld, Try, static found => found.Error is not null);
        fault = error is null ? null : $"{error.Location?.File.Path}({error.Location?.Position.Line}): {error.Message}";
        return error is null ? schema : null;

        (QapiSchema Schema, SchemaDiagnostic? Error) Try(Dialect one)
        {
            var bag = new DiagnosticBag();
            QapiSchema bound = bind(one, bag);
            return (bound, bag.ToArray().FirstOrDefault(static item => item.Severity == SchemaSeverity.Error));
        }
    }
}
