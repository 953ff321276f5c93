using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace QapiGen.SourceGenerator.Use.Origins;

/// <summary>Follows the construction of what sends commands, back to the client that they go through.</summary>
internal sealed class ClientTracer
{
    private readonly PlaceValues _values;

    // What is being followed: a value may be made from itself.
    private readonly HashSet<ISymbol> _followed = new(SymbolEqualityComparer.Default);

    /// <summary>Makes a tracer.</summary>
    /// <param name="model">Meaning of the file; what other files say isn't seen.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public ClientTracer(SemanticModel model, CancellationToken cancellationToken) => _values = new PlaceValues(model, cancellationToken);

    /// <summary>What a call, a method that is taken without calling it, or the call of an argument goes through; null if that is no client.</summary>
    public static IOperation? ReceiverOf(IOperation operation)
    {
        IOperation? receiver = operation switch
        {
            IInvocationOperation call => call.Instance,
            IMethodReferenceOperation method => method.Instance,
            IArgumentOperation { Parent: IInvocationOperation call } => call.Instance,
            _ => null,
        };
        return ClientTypes.IsClient(receiver?.Type) || ClientTypes.IsProxy(receiver?.Type) ? receiver : null;
    }

    /// <summary>The client behind a value that is one, or was made with one.</summary>
    public ClientOrigin Of(IOperation? value) => value switch
    {
        IParenthesizedOperation inner => Of(inner.Operand),
        IConversionOperation { OperatorMethod: null } conversion => Of(conversion.Operand),
        IAwaitOperation wait => Of(wait.Operation),
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => ClientOrigin.At(ClientPlace.This),
        ILocalReferenceOperation local => OfLocal(local.Local),
        IParameterReferenceOperation parameter => OfParameter(parameter.Parameter),
        IFieldReferenceOperation field => OfMember(field.Field, HolderOf(field)),

        // Connection, and the modules of the client of a whole schema.
        IPropertyReferenceOperation { Instance: IOperation instance } property when ClientTypes.IsRootClient(instance.Type)
            && (property.Property.Name == ClientTypes.Connection || ClientTypes.IsProxy(property.Type)) => Of(instance),
        IPropertyReferenceOperation { Arguments.IsEmpty: true } property => OfMember(property.Property, HolderOf(property)),
        IObjectCreationOperation creation when ClientTypes.IsProxy(creation.Type) => OfArguments(creation.Arguments),
        IInvocationOperation { TargetMethod.Name: "With", Instance: IOperation instance } when ClientTypes.IsProxy(instance.Type) => Of(instance),
        IInvocationOperation call => OfArguments(call.Arguments) with { Knowledge = OriginKnowledge.Part },
        IConditionalAccessOperation access => Of(access.WhenNotNull),
        IConditionalAccessInstanceOperation instance => Of(AccessAround(instance)),
        ICoalesceOperation either => Of(either.Value).Or(Of(either.WhenNull)),
        ICoalesceAssignmentOperation either => Of(either.Target).Or(Of(either.Value)),
        IConditionalOperation { WhenFalse: IOperation otherwise } either => Of(either.WhenTrue).Or(Of(otherwise)),
        ISimpleAssignmentOperation assignment => Of(assignment.Target).Or(Of(assignment.Value)),
        _ => ClientOrigin.Unknown,
    };

    /// <summary>The client at a place that has a name of its own, or behind what is there.</summary>
    public ClientOrigin Of(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => OfLocal(local),
        IParameterSymbol parameter => OfParameter(parameter),
        IFieldSymbol or IPropertySymbol => OfMember(symbol, ClientOrigin.At(ClientPlace.This)),
        _ => ClientOrigin.Unknown,
    };

    private static IOperation? AccessAround(IOperation instance)
    {
        IOperation child = instance;
        while (child.Parent is IOperation parent)
        {
            if (parent is IConditionalAccessOperation access && access.WhenNotNull == child)
            {
                return access.Operation;
            }

            child = parent;
        }

        return null;
    }

    private ClientOrigin OfArguments(IEnumerable<IArgumentOperation> arguments)
    {
        List<IOperation> clients = [.. arguments.Select(static argument => argument.Value).Where(static value => ClientTypes.IsClient(value.Type))];
        return clients.Count == 1 ? Of(clients[0]) : ClientOrigin.Unknown;
    }

    private ClientOrigin OfParameter(IParameterSymbol parameter)
    {
        bool isProxy = ClientTypes.IsProxy(parameter.Type);
        ClientOrigin origin = ClientOrigin.At(ClientPlace.This.Then(parameter)) with { Knowledge = isProxy ? OriginKnowledge.HandedOver : OriginKnowledge.Whole };
        return Follow(parameter, () => origin.With(_values.Of(parameter).Select(Find), isProxy)) ?? origin;
    }

    private ClientOrigin OfLocal(ILocalSymbol local)
    {
        var origin = ClientOrigin.At(ClientPlace.This.Then(local));
        return Follow(local, () => origin.With(_values.Of(local).Select(Find), ClientTypes.IsProxy(local.Type))) ?? origin;
    }

    private ClientOrigin HolderOf(IMemberReferenceOperation use) => use.Member.IsStatic ? ClientOrigin.At(ClientPlace.This) : Of(use.Instance);

    private ClientOrigin OfMember(ISymbol member, ClientOrigin holder)
    {
        bool isProxy = ClientTypes.IsProxy(ClientTypes.TypeOf(member));
        ClientOrigin origin = holder with { Places = [.. holder.Places.Select(place => place.Then(member))] };
        return Follow(member, () => _values.Of(member) is { } values
            ? origin.With(values.Count == 0 && isProxy ? [null] : values.Select(value => From(holder, Find(value))), isProxy)
            : origin.Or(new ClientOrigin([], isProxy ? OriginKnowledge.HandedOver : OriginKnowledge.Part))) ?? origin;
    }

    // What a member is given, its instance calls by names of its own.
    private static ClientOrigin? From(ClientOrigin holder, ClientOrigin? value) =>
        value is null ? null : value with { Places = [.. value.Places.SelectMany(place => holder.Places.Select(place.Of))] };

    private ClientOrigin? Find(IOperation? value) => value is null ? null : Of(value);

    private ClientOrigin? Follow(ISymbol symbol, System.Func<ClientOrigin> origin)
    {
        if (!_followed.Add(symbol))
        {
            return null;
        }

        ClientOrigin found = origin();
        _followed.Remove(symbol);
        return found;
    }
}
