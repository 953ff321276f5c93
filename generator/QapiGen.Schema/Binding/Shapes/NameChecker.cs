using System;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>Checks names of one definition and reports what is wrong with them (spec 4).</summary>
internal sealed class NameChecker
{
    private readonly DefinitionScope _scope;
    private readonly Dialect _dialect;

    public NameChecker(DefinitionScope scope, Dialect dialect)
    {
        _scope = scope;
        _dialect = dialect;
    }

    /// <summary>Checks the name of a definition (spec N-7: form, case, suffix).</summary>
    /// <returns>Whether it can be used as a name.</returns>
    public bool CheckDefinition(Subject subject, StringSyntax name, PragmaState pragmas)
    {
        bool isExempt = subject == Subject.Command && pragmas.AllowsCommandName(name.Value);
        if (!Check(subject, name, name.Value, isExempt))
        {
            return false;
        }

        string? suffix = HasSuffix(subject, name.Value, "List") ? "List" : HasSuffix(subject, name.Value, "Kind") ? "Kind" : null;
        if (suffix is not null)
        {
            _scope.Report(SchemaRules.ReservedSuffix, name.Span, Describe(subject), name.Value, suffix);
        }

        return true;
    }

    /// <summary>Checks any other name.</summary>
    /// <param name="subject">What is named.</param>
    /// <param name="token">Where.</param>
    /// <param name="name">The name, without <c>*</c>.</param>
    /// <param name="isExempt">Whether a pragma relaxes its case.</param>
    /// <returns>Whether it can be used as a name; a wrong case can.</returns>
    public bool Check(Subject subject, StringSyntax token, string name, bool isExempt = false)
    {
        // Values may start with a digit: a letter in front makes them names (spec N-3).
        string form = subject == Subject.Value && name.Length > 0 && NameForms.IsDigit(name[0]) ? "d" + name : name;
        int stem = NameForms.FindStem(form, _dialect.Names == NameForm.ByKind);
        string? fault = stem < 0 ? FormFault(name) : NameForms.IsReserved(form) ? "names that start with 'q_' are reserved" : null;
        if (fault is not null)
        {
            _scope.Report(SchemaRules.BadName, token.Span, Describe(subject), name, fault);
            return false;
        }

        if (CaseFault(subject, form, stem, isExempt) is { } right)
        {
            _scope.Report(SchemaRules.BadNameCase, token.Span, Describe(subject), name, right);
        }

        return true;
    }

    /// <summary>Reports a member whose name is reserved (spec N-5); QEMU 5.2 overlooks optional ones.</summary>
    public void CheckMemberReserved(StringSyntax token, string name)
    {
        bool isOverlooked = _dialect.Names == NameForm.MixedDefinitions && token.Value.Length > name.Length;
        if (NameForms.IsReservedMember(name) && !isOverlooked)
        {
            _scope.Report(SchemaRules.ReservedMemberName, token.Span, name);
        }
    }

    private static string FormFault(string name) =>
        name.Length == 0 ? "it is empty"
        : name[0] == '*' ? "only the name of a member may have a '*', and only one"
        : "a letter must come first, then letters, digits, '-' and '_'";

    private static string Describe(Subject subject) => subject.ToString().ToLowerInvariant();

    private bool HasSuffix(Subject subject, string name, string suffix) =>
        (_dialect.ReservesKindSuffix || (suffix == "List" && subject <= Subject.Alternate)) && name.EndsWith(suffix, StringComparison.Ordinal);

    private string? CaseFault(Subject subject, string name, int stem, bool isExempt) => _dialect.Names switch
    {
        NameForm.AnyCase => null,
        NameForm.MixedDefinitions => subject > Subject.Event && !isExempt && Any(name, 0, NameForms.IsUpper) ? "must not have upper-case letters" : null,
        _ => CaseFault(subject, name, stem) is { } fault && !IsRelaxed(subject, name, stem, isExempt) ? fault : null,
    };

    // For a command the pragma allows '_' only (spec N-3).
    private static bool IsRelaxed(Subject subject, string name, int stem, bool isExempt) =>
        isExempt && !(subject == Subject.Command && Any(name, stem, NameForms.IsUpper));

    private static string? CaseFault(Subject subject, string name, int stem) => subject switch
    {
        <= Subject.Alternate => IsCamelCase(name, stem) ? null : "must be in CamelCase: an upper-case letter, then letters and digits, one of them lower-case",
        Subject.Event => Any(name, stem, c => NameForms.IsLower(c) || c == '-') ? "must be in upper case, with '_' between words" : null,
        Subject.Branch => null,
        _ => Any(name, stem, c => NameForms.IsUpper(c) || c == '_') ? "must be in lower case, with '-' between words" : null,
    };

    private static bool IsCamelCase(string name, int stem) =>
        NameForms.IsUpper(name[stem]) && !Any(name, stem, c => c is '-' or '_') && Any(name, stem + 1, NameForms.IsLower);

    private static bool Any(string name, int start, Func<char, bool> predicate)
    {
        for (int i = start; i < name.Length; i++)
        {
            if (predicate(name[i]))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What a name names; each has rules of its own (spec N-3, N-8).</summary>
internal enum Subject
{
    Enum = (int)DefinitionKind.Enum,
    Struct = (int)DefinitionKind.Struct,
    Union = (int)DefinitionKind.Union,
    Alternate = (int)DefinitionKind.Alternate,
    Command = (int)DefinitionKind.Command,
    Event = (int)DefinitionKind.Event,
    Member,
    Value,
    Alternative,
    Branch,
    Feature,
}
