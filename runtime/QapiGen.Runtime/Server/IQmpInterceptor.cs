using System;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Server;

/// <summary>Stands around every command of a service: may look at who calls, refuse, count, and see how it ended.</summary>
/// <example>
/// <code>
/// public sealed class Audit(ILogger&lt;Audit&gt; log) : IQmpInterceptor
/// {
///     public async ValueTask InvokeAsync(QmpCall call, Func&lt;ValueTask&gt; next)
///     {
///         log.LogInformation("{User} runs {Command}", call.Caller.Credentials?.UserId, call.Command);
///         await next();
///     }
/// }
/// </code>
/// </example>
public interface IQmpInterceptor
{
    /// <summary>Runs the rest of the way, or refuses.</summary>
    /// <param name="call">The command; it exists, is allowed, and its arguments haven't been looked at.</param>
    /// <param name="next">
    /// Runs it; once. Its task ends when the reply has been written. It throws what the implementation throws: let that through, or throw
    /// another exception in its place. Whoever doesn't wait for its end, since it takes too long, answers in the command's place; what the command
    /// gives then is dropped, and the connection's next command waits for its end all the same.
    /// </param>
    /// <exception cref="Messages.QmpErrorException">The command is refused; class and text are the reply.</exception>
    ValueTask InvokeAsync(QmpCall call, Func<ValueTask> next);
}
