using QapiGen.Runtime.Metadata;

namespace QapiGen.Runtime.Server;

/// <summary>A command that a service knows, and what its options say of it.</summary>
internal sealed class CommandEntry
{
    private readonly QmpAuthorization.Rule[][]? _rules;
    private readonly QmpQuitSource _quitFrom;

    public CommandEntry(QmpCommandDescriptor descriptor, QmpDispatcher dispatcher, int index, QmpServiceOptions options, bool isNegotiation = false)
    {
        Descriptor = descriptor;
        Dispatcher = dispatcher;
        Index = index;
        IsNegotiation = isNegotiation;
        _rules = isNegotiation ? null : options.Authorization?.For(descriptor.Name);
        IsQuit = descriptor.Name == "quit";
        _quitFrom = IsQuit ? options.QuitFrom : QmpQuitSource.Anyone;
        OutlivesClient = IsQuit || (options.CommandsThatOutliveClients is { } patterns && QmpAuthorization.IsMatch(patterns, descriptor.Name));
    }

    public QmpCommandDescriptor Descriptor { get; }

    public QmpDispatcher Dispatcher { get; }

    /// <summary>Position in the dispatcher's module.</summary>
    public int Index { get; }

    /// <summary>Whether it is <c>qmp_capabilities</c>, the only command of negotiation mode.</summary>
    public bool IsNegotiation { get; }

    /// <summary>Whether it is <c>quit</c>.</summary>
    public bool IsQuit { get; }

    /// <summary>Whether it isn't cancelled when its client leaves.</summary>
    public bool OutlivesClient { get; }

    public bool IsOneOf(QmpCommandFlags flags) => (Descriptor.Flags & flags) != 0;

    /// <summary>Why a client may not run it; null if it may.</summary>
    public string? RefusalFor(QmpCaller caller) =>
        _rules is not null && !IsAuthorizedByAll(_rules, caller) ? "this client may not run it"
        : _quitFrom == QmpQuitSource.Nobody ? "clients can't end this server"
        : _quitFrom == QmpQuitSource.Local && caller.IsFromNetwork ? "clients can't end this server from the network"
        : null;

    private static bool IsAuthorizedByAll(QmpAuthorization.Rule[][] lists, QmpCaller caller)
    {
        foreach (QmpAuthorization.Rule[] rules in lists)
        {
            if (!IsAuthorized(rules, caller))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAuthorized(QmpAuthorization.Rule[] rules, QmpCaller caller)
    {
        foreach (QmpAuthorization.Rule rule in rules)
        {
            if (rule.Who is null || rule.Who(caller))
            {
                return rule.Allows;
            }
        }

        return false;
    }
}
