using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using QapiGen.SourceGenerator.Use.Origins;

namespace QapiGen.SourceGenerator.Use;

/// <summary>Finds the <c>Supports</c> question that code depends on.</summary>
internal static class GuardFinder
{
    private const string RuntimeNamespace = "QapiGen.Runtime";

    private const string AsyncSuffix = "Async";

    private const string NameAttribute = "QapiNameAttribute";

    /// <summary>Whether an operation runs only after <c>Supports</c> said yes: inside an <c>if</c>, behind <c>&amp;&amp;</c>, or after a way out.</summary>
    /// <param name="operation">What uses an element.</param>
    /// <param name="symbol">The element.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static bool IsGuarded(IOperation operation, ISymbol symbol, CancellationToken cancellationToken)
    {
        var question = new Question(DescriptorOf(symbol), ArgumentOf(symbol), EventOf(symbol), operation, cancellationToken);
        for (IOperation child = operation; child.Parent is IOperation parent; child = parent)
        {
            bool guards = parent switch
            {
                INameOfOperation => true,
                IConditionalOperation branch when child == branch.WhenTrue => Says(branch.Condition, true, question),
                IConditionalOperation branch when child == branch.WhenFalse => Says(branch.Condition, false, question),
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when child == both.RightOperand => Says(both.LeftOperand, true, question),
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when child == either.RightOperand => Says(either.LeftOperand, false, question),
                IBlockOperation block => IsBehindWayOut(block.Operations, child, block, question),
                ISwitchCaseOperation section => IsBehindWayOut(section.Body, child, section.Parent ?? section, question),
                IInvocationOperation { TargetMethod: IMethodSymbol method } => IsQuestion(method),
                _ => false,
            };
            if (guards)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Name of the descriptor that a guard of a command asks for; null for elements that belong to no one command.</summary>
    public static string? DescriptorOf(ISymbol symbol)
    {
        string? method = symbol switch
        {
            IMethodSymbol => symbol.Name,
            IParameterSymbol => symbol.ContainingSymbol.Name,
            _ => null,
        };
        return method is not null && method.EndsWith(AsyncSuffix, StringComparison.Ordinal)
            ? method.Substring(0, method.Length - AsyncSuffix.Length)
            : method;
    }

    /// <summary>The QAPI name of the argument that a guard asks for; null for what is no argument, or has no name.</summary>
    public static string? ArgumentOf(ISymbol symbol) => symbol is not IParameterSymbol ? null : symbol.GetAttributes()
        .FirstOrDefault(static data => data.AttributeClass?.Name == NameAttribute && data.ConstructorArguments.Length == 1)?.ConstructorArguments[0].Value as string;

    /// <summary>The event that a guard asks for; null for what is none.</summary>
    public static ITypeSymbol? EventOf(ISymbol symbol) => symbol is ITypeSymbol type && EventTypes.IsEvent(type) ? type : null;

    private static bool IsBehindWayOut(ImmutableArray<IOperation> statements, IOperation use, IOperation scope, Question question)
    {
        int position = statements.IndexOf(use);
        return Enumerable.Range(0, position < 0 ? 0 : position).Any(i => LeavesUnless(statements[i], question) && !Jumps.LeadAround(statements, scope, i, position));
    }

    private static bool LeavesUnless(IOperation? statement, Question question) => statement switch
    {
        ILabeledOperation labelled => LeavesUnless(labelled.Operation, question),
        IConditionalOperation { WhenFalse: null } branch => Says(branch.Condition, false, question) && Leaves(branch.WhenTrue),
        _ => false,
    };

    private static bool Leaves(IOperation body) => body switch
    {
        IReturnOperation or IBranchOperation or IThrowOperation => true,
        IExpressionStatementOperation statement => statement.Operation is IThrowOperation,
        IBlockOperation block => block.Operations.Length > 0 && Leaves(block.Operations[block.Operations.Length - 1]),
        _ => false,
    };

    // Whether the element is there once the condition has turned out true (or false).
    private static bool Says(IOperation condition, bool outcome, Question question) => condition switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } negation => Says(negation.Operand, !outcome, question),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when outcome =>
            Says(both.LeftOperand, true, question) || Says(both.RightOperand, true, question),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !outcome =>
            Says(either.LeftOperand, false, question) || Says(either.RightOperand, false, question),
        IInvocationOperation call => outcome && IsQuestion(call.TargetMethod) && Asks(call, question),
        _ => false,
    };

    private static bool IsQuestion(IMethodSymbol method) => method.Name.StartsWith("Supports", StringComparison.Ordinal)
        && method.ContainingNamespace.ToDisplayString().StartsWith(RuntimeNamespace, StringComparison.Ordinal);

    private static bool Asks(IInvocationOperation call, Question question) => ((question.Descriptor is null && question.Event is null) || (call.Arguments.Any(argument =>
        argument.Value.DescendantsAndSelf().OfType<IMemberReferenceOperation>().Any(member => question.IsFor(member.Member)))
        && (question.Argument is null || call.Arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: string name } && name == question.Argument))))
        && question.MayAsk(call.Instance);

    // What a guard has to ask for, a command by its descriptor, and an argument of it, or an event; and whom: the client that the use goes through.
    private sealed class Question(string? descriptor, string? argument, ITypeSymbol? data, IOperation use, CancellationToken cancellationToken)
    {
        private readonly Lazy<ClientOrigin?> _client = new(
            () => ClientTracer.ReceiverOf(use) is IOperation receiver ? new ClientTracer(use.SemanticModel!, cancellationToken).Of(receiver) : null,
            LazyThreadSafetyMode.None);

        public string? Descriptor => descriptor;

        public string? Argument => argument;

        public ITypeSymbol? Event => data;

        public bool IsFor(ISymbol member) => data is null ? member.Name == descriptor : EventTypes.IsDescriptor(member, data);

        public bool MayAsk(IOperation? client) => _client.Value is not ClientOrigin origin || origin.MayBe(new ClientTracer(use.SemanticModel!, cancellationToken).Of(client));
    }
}
