using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using QapiGen.Runtime.Messages;

namespace QapiGen.Hosting;

/// <summary>
/// Makes what sends events when the host starts: one with the sink of another service would else be found out at its first event. Singletons are kept; of the
/// others one is made and thrown away.
/// </summary>
internal static class SinkUsers
{
    /// <summary>Looks at all of them.</summary>
    /// <param name="provider">The application's services.</param>
    /// <param name="services">What they are made of.</param>
    /// <exception cref="InvalidOperationException">One takes a sink that isn't there, or isn't one for its events.</exception>
    public static async ValueTask CheckAsync(IServiceProvider provider, IServiceCollection services)
    {
        AsyncServiceScope scope = provider.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            foreach (ServiceDescriptor user in services.Where(IsUser).ToArray())
            {
                Make(user.Lifetime == ServiceLifetime.Singleton ? provider : scope.ServiceProvider, user);
            }
        }
    }

    private static bool IsUser(ServiceDescriptor service) =>
        service.ServiceKey != KeyedService.AnyKey && !service.ServiceType.IsGenericTypeDefinition && TakesSink(TypeOf(service));

    private static Type TypeOf(ServiceDescriptor service) => (service.IsKeyedService ? service.KeyedImplementationType : service.ImplementationType) ?? service.ServiceType;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Those that containers make keep their constructors; of others without one nothing is found, and nothing made.")]
    private static bool TakesSink(Type type) => Array.Exists(
        type.GetConstructors(),
        static constructor => Array.Exists(constructor.GetParameters(), static parameter => parameter.ParameterType == typeof(IQmpEventSink)));

    [SuppressMessage("Design", "CA1031", Justification = "What else goes wrong goes wrong again when the service is used, and may not until then.")]
    private static void Make(IServiceProvider provider, ServiceDescriptor user)
    {
        try
        {
            _ = user.IsKeyedService ? provider.GetKeyedService(user.ServiceType, user.ServiceKey) : provider.GetService(user.ServiceType);
        }
        catch (WrongSinkException fault)
        {
            throw new InvalidOperationException($"{TypeOf(user).Name}: {fault.Message}", fault);
        }
        catch (Exception)
        {
        }
    }
}

/// <summary>A sink of events was asked for that is none, or isn't one for these events. Told apart from what else goes wrong when services are made.</summary>
internal sealed class WrongSinkException(string message) : InvalidOperationException(message);
